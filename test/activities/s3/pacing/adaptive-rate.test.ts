import { AdaptiveRate } from '../../../../activities/s3/pacing/adaptive-rate.ts';
import { PacedRequests } from '../../../../activities/s3/pacing/paced-requests.ts';
import { Patience } from '../../../../activities/s3/pacing/patience.ts';
import { RequestRate } from '../../../../activities/s3/pacing/request-rate.ts';
import { rateLimit } from '../../../../simulated-s3/rate.ts';
import { s3Failure, target } from '../../support/fake-gateway.ts';
import { patientSignal, VirtualClock } from '../../support/virtual-clock.ts';
import { randomNumbers } from './rig/run-workers.ts';

it('lets the requests of a worker, with their repetitions, go at the pace that S3 allows', async () => {
  const clock = new VirtualClock();
  const signal = patientSignal();
  const limit = rateLimit(100, 'whole seconds');
  const paced = new PacedRequests({
    adaptiveRate: new AdaptiveRate(clock),
    requestRate: new RequestRate(clock),
    patience: new Patience(clock, Number.POSITIVE_INFINITY),
    random: randomNumbers(1),
    clock,
    target,
    signal,
  });
  let left = 2_000;
  const lane = async () => {
    while (left-- > 0) {
      await paced.send('abort', async () => {
        await clock.sleep(20, signal);
        if (limit.take(clock.now()) === undefined) throw s3Failure('SlowDown');
      });
    }
  };

  await Promise.all(Array.from({ length: 64 }, lane));

  expect(clock.now()).toBeLessThan(2_000 / ((100 * 0.85) / 1_000));
  // Most of them in the first seconds: 64 lanes ask for 500 requests a second until one has passed.
  expect(paced.counts.throttled).toBeLessThan(2_000 * 0.2);
});

describe('the rate', () => {
  const signal = patientSignal();

  /** Requests one after the other, of so many ms each. */
  const requests = async (rate: AdaptiveRate, clock: VirtualClock, count: number, ms: number, refused = 0) => {
    for (let index = 0; index < count; index += 1) {
      const startedAt = await rate.turn(signal);
      await clock.sleep(ms, signal);
      rate.answered(startedAt, index < refused);
    }
  };

  it('doubles from 500 a second while S3 refuses little, until there is no limit', async () => {
    const clock = new VirtualClock();
    const rate = new AdaptiveRate(clock);
    expect(rate.perSecond).toBe(500);

    await requests(rate, clock, 30, 1, 14);
    expect(rate.perSecond).toBe(1_000);

    await requests(rate, clock, 300, 1);
    expect(rate.perSecond).toBe(Number.POSITIVE_INFINITY);
  });

  it('goes back by a step where S3 refuses most of a step, and is judged by whole seconds from then on', async () => {
    const clock = new VirtualClock();
    const rate = new AdaptiveRate(clock);
    await requests(rate, clock, 30, 1);

    await requests(rate, clock, 60, 1, 40);
    expect(rate.perSecond).toBe(500);

    await requests(rate, clock, 400, 1);
    expect(rate.perSecond).toBe(500);
  });

  it('falls to what S3 accepted when it refuses, and rises to twice what is asked when it does not any more', async () => {
    const clock = new VirtualClock();
    const rate = new AdaptiveRate(clock);
    await requests(rate, clock, 2_000, 1);

    // By then an epoch begins with the first of them.
    await clock.sleep(1_000, signal);
    await requests(rate, clock, 100, 10, 50);
    expect(rate.perSecond).toBeLessThan(100);

    await requests(rate, clock, 4_000, 10);
    expect(rate.perSecond).toBeGreaterThan(200);
  });

  it('does not forget a limit while hardly anything is asked', async () => {
    const clock = new VirtualClock();
    const rate = new AdaptiveRate(clock);
    await requests(rate, clock, 200, 1, 100);
    const learned = rate.perSecond;

    await requests(rate, clock, 200, 900);

    expect(rate.perSecond).toBeLessThan(learned * 2);
  });

  it('does not go down because of refusals of what started before it was lowered', async () => {
    const clock = new VirtualClock();
    const rate = new AdaptiveRate(clock);
    const early = await Promise.all(Array.from({ length: 100 }, () => rate.turn(signal)));
    await requests(rate, clock, 200, 1, 100);
    const lowered = rate.perSecond;

    for (const startedAt of early) rate.answered(startedAt, true);
    await requests(rate, clock, 1_500, 1);

    expect(rate.perSecond).toBeGreaterThanOrEqual(lowered);
  });

  it('is not limited to the few requests of a calm time because one of them is refused', async () => {
    const clock = new VirtualClock();
    const rate = new AdaptiveRate(clock);
    await requests(rate, clock, 2_000, 1);

    await requests(rate, clock, 20, 200, 1);

    expect(rate.perSecond).toBeGreaterThan(400);
  });

  it('is not lowered by a pause that is not of S3', async () => {
    const clock = new VirtualClock();
    const rate = new AdaptiveRate(clock);
    await requests(rate, clock, 2_000, 1);

    await requests(rate, clock, 50, 1, 10);
    await clock.sleep(600_000, signal);
    await requests(rate, clock, 50, 1);

    expect(rate.perSecond).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('workers that S3 limits', () => {
  const signal = patientSignal();

  /** A worker of which S3 has refused requests. */
  async function limited(random: number) {
    const clock = new VirtualClock();
    const rate = new AdaptiveRate(clock, () => random);
    for (let request = 0; request < 60; request += 1) {
      const startedAt = await rate.turn(signal);
      await clock.sleep(5, signal);
      rate.answered(startedAt, true);
    }
    return rate;
  }

  it('tell their pace under a name of their own, and count what they tell', async () => {
    const rate = await limited(0.5);

    expect([rate.tell(), rate.tell()]).toEqual([
      { worker: 'i', told: 1, perSecond: 250 },
      { worker: 'i', told: 2, perSecond: 250 },
    ]);
  });

  it('tell nothing before', () => {
    expect(new AdaptiveRate(new VirtualClock()).tell()).toBeUndefined();
  });

  it('come to equal shares, and requests go at that pace', async () => {
    const rate = await limited(0.5);
    rate.hear([{ worker: 'other', told: 1, perSecond: 50 }]);

    expect(rate.perSecond).toBe(150);
    const startedAt = await rate.turn(signal);
    rate.answered(startedAt, false);
    expect(Number(await rate.turn(signal)) - startedAt).toBeCloseTo(1_000 / 150);
  });
});

import { AdaptiveRate } from '../../../../activities/s3/pacing/adaptive-rate.ts';
import { PacedRequests, type Try } from '../../../../activities/s3/pacing/paced-requests.ts';
import { Patience } from '../../../../activities/s3/pacing/patience.ts';
import { RequestRate } from '../../../../activities/s3/pacing/request-rate.ts';
import { s3Failure, target } from '../../support/fake-gateway.ts';
import { patientSignal, VirtualClock } from '../../support/virtual-clock.ts';

interface Limits {
  latencyMs: number;
  perSecond: number;
  noise: number;
  /** From then on S3 takes everything. Default: never. */
  liftedAtMs?: number;
}

/**
 * S3 as it serves so many requests a second, a tenth of that at once, and refuses the others and some at random. Its
 * latency varies by 30 %: where all requests take equally long, one worker may be refused each time and another never.
 */
function s3With(
  { latencyMs, perSecond, noise, liftedAtMs = Number.POSITIVE_INFINITY }: Limits,
  clock: VirtualClock,
): Try<void> {
  const random = randomNumbers(2);
  let credit = perSecond / 10;
  let creditedAt = 0;
  let count = 0;
  return async (signal) => {
    await clock.sleep(latencyMs * (0.7 + 0.6 * random()), signal);
    credit = Math.min(perSecond / 10, credit + ((clock.now() - creditedAt) * perSecond) / 1_000);
    creditedAt = clock.now();
    count += 1;
    const isUnlucky = (count * 0.618) % 1 < noise;
    if (clock.now() >= liftedAtMs) return;
    if (credit < 1 || isUnlucky) throw s3Failure('SlowDown');
    credit -= 1;
  };
}

/** The same in every run, in (0, 1). */
function randomNumbers(seed: number): () => number {
  let last = seed;
  return () => {
    last = (last * 16_807) % 2_147_483_647;
    return last / 2_147_483_647;
  };
}

/** Sends `requests` from several workers with 64 lanes in all; answers the pace and the share of refusals of each. */
async function run(requests: number, limits: Limits, workers = 1) {
  const clock = new VirtualClock();
  const random = randomNumbers(1);
  const s3 = s3With(limits, clock);
  const signal = patientSignal();
  let left = requests;
  const worker = async () => {
    const rates = { adaptiveRate: new AdaptiveRate(clock), requestRate: new RequestRate(clock) };
    const patience = new Patience(clock, Number.POSITIVE_INFINITY);
    const paced = new PacedRequests({ ...rates, clock, patience, target, random, signal });
    const lane = async () => {
      while (left-- > 0) await paced.send('abort', s3);
    };
    await Promise.all(Array.from({ length: 64 / workers }, lane));
    const { abort = 0, throttled = 0 } = paced.counts;
    return { accepted: abort - throttled, refused: throttled / abort };
  };
  const all = await Promise.all(Array.from({ length: workers }, worker));
  return { ms: clock.now(), pace: requests / (clock.now() / 1_000), workers: all, refused: all[0]?.refused };
}

it.each([
  [15, 1, 3_000],
  [20, 1, 3_000],
  [100, 1, 5_000],
  [100, 20, 5_000],
  [300, 20, 10_000],
  [1_000, 1, 30_000],
  [1_000, 20, 30_000],
  [3_500, 1, 60_000],
])(
  'gets more than nine of ten of the %i requests a second that S3 allows, at %i ms each, with few refusals',
  async (perSecond, latencyMs, requests) => {
    const { pace, refused } = await run(requests, { perSecond, latencyMs, noise: 0 });

    expect(pace).toBeGreaterThan(perSecond * 0.9);
    expect(refused).toBeLessThan(0.05);
  },
);

it.each([2, 4])('shares what S3 allows between %i workers, which do not know of each other', async (count) => {
  const { pace, workers } = await run(60_000, { perSecond: 3_500, latencyMs: 5, noise: 0 }, count);

  expect(pace).toBeGreaterThan(3_500 * 0.9);
  for (const { accepted, refused } of workers) {
    expect(refused).toBeLessThan(0.05);
    expect(accepted * count).toBeGreaterThan(60_000 * 0.7);
  }
});

it.each([
  [0.01, 3_000],
  [0.05, 1_500],
  [0.1, 800],
  [0.3, 350],
])('does not creep where S3 refuses a share of %d at any pace', async (noise, pace) => {
  const reached = await run(10_000, { perSecond: 1e6, latencyMs: 10, noise });

  expect(reached.pace).toBeGreaterThan(pace);
});

it.each([20, 100])('is fast again half a minute after S3 took only %i requests a second', async (perSecond) => {
  const minute = { perSecond, latencyMs: 10, noise: 0, liftedAtMs: 60_000 };
  const { ms } = await run(60 * perSecond + 5_000, minute);

  expect(ms).toBeLessThan(60_000 + 30_000);
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

  it('goes up eightfold from 500 a second while S3 refuses nothing, until there is no limit', async () => {
    const clock = new VirtualClock();
    const rate = new AdaptiveRate(clock);
    expect(rate.perSecond).toBe(500);

    await requests(rate, clock, 60, 1);
    expect(rate.perSecond).toBe(4_000);

    await requests(rate, clock, 60, 1);
    expect(rate.perSecond).toBe(Number.POSITIVE_INFINITY);
  });

  it('falls below what S3 accepted when it refuses, and is unlimited again when it does not any more', async () => {
    const clock = new VirtualClock();
    const rate = new AdaptiveRate(clock);
    await requests(rate, clock, 2_000, 1);

    // By then an epoch begins with the first of them.
    await clock.sleep(1_000, signal);
    await requests(rate, clock, 100, 10, 50);
    expect(rate.perSecond).toBeLessThan(100);

    await requests(rate, clock, 4_000, 10);
    expect(rate.perSecond).toBe(Number.POSITIVE_INFINITY);
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

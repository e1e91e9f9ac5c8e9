import { AdaptiveRate } from '../../../activities/s3/adaptive-rate.ts';
import { PacedRequests, type Try } from '../../../activities/s3/pacing.ts';
import { RequestRate } from '../../../activities/s3/request-rate.ts';
import { s3Failure } from '../fake-gateway.ts';
import { patientSignal, VirtualClock } from '../virtual-clock.ts';

interface Limits {
  latencyMs: number;
  perSecond: number;
  noise: number;
}

/** S3 as it serves so many requests a second, a tenth of that at once, and refuses the others and some at random. */
function s3With({ latencyMs, perSecond, noise }: Limits, clock: VirtualClock): Try<void> {
  let credit = perSecond / 10;
  let creditedAt = 0;
  let count = 0;
  return async (signal) => {
    await clock.sleep(latencyMs, signal);
    credit = Math.min(perSecond / 10, credit + ((clock.now() - creditedAt) * perSecond) / 1_000);
    creditedAt = clock.now();
    count += 1;
    const isUnlucky = (count * 0.618) % 1 < noise;
    if (credit < 1 || isUnlucky) throw s3Failure('SlowDown');
    credit -= 1;
  };
}

/** Sends `requests` over 64 lanes; answers the pace, the share of refusals and what was given up. */
async function run(requests: number, limits: Limits) {
  const clock = new VirtualClock();
  let seed = 1;
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const paced = new PacedRequests({
    adaptiveRate: new AdaptiveRate(clock),
    requestRate: new RequestRate(clock),
    clock,
    random,
    signal: patientSignal(),
  });
  const s3 = s3With(limits, clock);
  let left = requests;
  let failed = 0;
  const lane = async () => {
    while (left-- > 0) {
      await paced.send('abort', s3).catch(() => {
        failed += 1;
      });
    }
  };
  await Promise.all(Array.from({ length: 64 }, lane));
  const { abort = 0, throttled = 0 } = paced.counts;
  return { pace: requests / (clock.now() / 1_000), refused: throttled / abort, failed };
}

it.each([
  [20, 1, 2_000],
  [100, 1, 3_000],
  [100, 20, 3_000],
  [300, 20, 10_000],
  [1_000, 1, 20_000],
  [1_000, 20, 20_000],
  [3_500, 1, 40_000],
])(
  'gets nearly all of %i requests a second that S3 allows, at %i ms each, with few refusals',
  async (perSecond, latencyMs, requests) => {
    const { pace, refused, failed } = await run(requests, { perSecond, latencyMs, noise: 0 });

    expect(pace).toBeGreaterThan(perSecond * 0.85);
    expect(refused).toBeLessThan(0.2);
    expect(failed).toBe(0);
  },
);

it.each([
  [0.01, 3_000],
  [0.05, 1_500],
  [0.1, 800],
  [0.3, 200],
])('does not creep where S3 refuses a share of %d at any pace', async (noise, pace) => {
  const reached = await run(10_000, { perSecond: 1e6, latencyMs: 10, noise });

  expect(reached.pace).toBeGreaterThan(pace);
  expect(reached.failed).toBe(0);
});

it('limits nothing before S3 refuses, and nothing any more some time after', async () => {
  const clock = new VirtualClock();
  const rate = new AdaptiveRate(clock);
  const signal = patientSignal();
  const second = async (isRefused: boolean) => {
    for (let count = 0; count < 100; count += 1) {
      await rate.turn(signal);
      await clock.sleep(10, signal);
      rate.answered(isRefused && count % 2 === 0);
    }
  };
  await second(false);
  expect(rate.perSecond).toBe(Number.POSITIVE_INFINITY);

  await second(true);
  expect(rate.perSecond).toBeLessThan(100);

  for (let seconds = 0; seconds < 40; seconds += 1) await second(false);
  expect(rate.perSecond).toBe(Number.POSITIVE_INFINITY);
});

it('does not take a pause of its own for slowness of S3', async () => {
  const clock = new VirtualClock();
  const rate = new AdaptiveRate(clock);
  const signal = patientSignal();
  const burst = async (answers: number, refused: number) => {
    for (let count = 0; count < answers; count += 1) {
      await rate.turn(signal);
      await clock.sleep(1, signal);
      rate.answered(count < refused);
    }
  };

  await burst(50, 10);
  await clock.sleep(600_000, signal);
  await burst(50, 0);

  expect(rate.perSecond).toBe(Number.POSITIVE_INFINITY);
});

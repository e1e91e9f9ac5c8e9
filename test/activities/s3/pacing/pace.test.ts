import { Pace } from '../../../../activities/s3/pacing/pace.ts';
import type { RateShape } from '../../../../simulated-s3/rate.ts';
import { acceptedBetween, type Measured, measure } from './rig/measure.ts';
import { runWorkers, type Scenario } from './rig/run-workers.ts';

/** What a shape reaches at least; `refused`: at most. */
const WANTED: Measured = { accepted: 0.85, refused: 0.05, leastShare: 0.7 };

function expectAtLeast(measured: Measured, wanted: Partial<Measured> = {}): void {
  const { accepted, refused, leastShare } = { ...WANTED, ...wanted };
  expect(measured.accepted).toBeGreaterThanOrEqual(accepted);
  expect(measured.refused).toBeLessThanOrEqual(refused);
  expect(measured.leastShare).toBeGreaterThanOrEqual(leastShare);
}

const SHAPES: RateShape[] = ['bucket', 'full bucket', 'whole seconds', 'sliding second', 'queue'];

/**
 * The shapes that fall short, and what they reach; docs/performance.md names them. At 50 a second, each of four workers has an answer to
 * tell of in a minute at most.
 */
const SHORT: Record<string, Partial<Measured>> = {
  '50 a second, bucket, 2 ms, 4 workers': { leastShare: 0.56 },
  '50 a second, sliding second, 2 ms, 4 workers': { leastShare: 0.69 },
};

const EACH: Array<[string, Scenario]> = [
  { limits: [50], latencies: [2, 20, 80], counts: [1, 2, 4], seconds: 60 },
  { limits: [500], latencies: [2, 20, 80], counts: [1, 2, 4], seconds: 60 },
  { limits: [3_500], latencies: [20], counts: [1, 4], seconds: 20 },
].flatMap(({ limits, latencies, counts, seconds }) =>
  product(limits, SHAPES, latencies, counts).map(([limit, shape, latencyMs, workers]) => [
    `${limit} a second, ${shape}, ${latencyMs} ms, ${workers} workers`,
    { limit, shape, latencyMs, workers, seconds },
  ]),
) as Array<[string, Scenario]>;

describe('from the fifth second on, most of the limit is used, little is refused, and workers share fairly', () => {
  it.each(EACH)('%s', (name, scenario) => {
    expectAtLeast(measure(scenario), SHORT[name]);
  });
});

describe('wherever in a second of S3 the workers start, most of the limit is used from the fifth second on', () => {
  const phases = Array.from({ length: 10 }, (_, tenth) => 100 * tenth);
  const scenarios = product([50, 500, 3_500], SHAPES, [5, 40], [1, 2, 4]);

  it.each(scenarios)('%i a second, %s, %i ms, %i workers', (limit, shape, latencyMs, workers) => {
    const seconds = 20;
    const used = phases.map((phaseMs) => {
      const counts = runWorkers({ limit, shape, latencyMs, workers, seconds, phaseMs }, phaseMs + 1);
      return acceptedBetween(counts, 5, seconds) / ((seconds - 5) * limit);
    });

    expect(Math.min(...used)).toBeGreaterThanOrEqual(0.85);
  });
});

describe('a worker that has just started', () => {
  /** Asks in its first half second for more than S3 takes, and then meets a second of S3 that this has used up. */
  function start(pace: Pace, at: number): void {
    for (let now = at; now < at + 500; now += 1) pace.answered(now, false, now);
    for (let now = at + 500; now < at + 600; now += 1) pace.answered(now, true, now);
    for (let now = at + 600; now <= at + 1_700; now += 5) pace.answered(now, now % 50 !== 0, now);
  }

  it('keeps most of what S3 has accepted so far', () => {
    const pace = new Pace();
    start(pace, 0);

    expect(pace.perSecond).toBeGreaterThan(200);
    expect(pace.perSecond).toBeLessThan(300);
  });

  it('does so after listings, too, that were no flood and took long', () => {
    const pace = new Pace();
    for (let listed = 0; listed < 24; listed += 1) pace.answered(300 * listed, false, 300 * listed + 290);
    start(pace, 7_200);

    expect(pace.perSecond).toBeGreaterThan(200);
    expect(pace.perSecond).toBeLessThan(300);
  });
});

/** Those that fall short where workers start one after the other. */
const SHORT_APART: Record<string, Partial<Measured>> = {
  '50 a second, bucket, 100 ms apart, 4 workers': { leastShare: 0.61 },
  '50 a second, bucket, 1000 ms apart, 4 workers': { leastShare: 0.67, refused: 0.062 },
  '50 a second, full bucket, 100 ms apart, 2 workers': { leastShare: 0.67 },
  '50 a second, full bucket, 100 ms apart, 4 workers': { leastShare: 0.49 },
  '50 a second, full bucket, 1000 ms apart, 4 workers': { leastShare: 0.42, refused: 0.06 },
  '50 a second, whole seconds, 100 ms apart, 2 workers': { leastShare: 0.65 },
  '50 a second, whole seconds, 1000 ms apart, 4 workers': { leastShare: 0.68, refused: 0.065 },
  '50 a second, sliding second, 100 ms apart, 4 workers': { leastShare: 0.4 },
  '50 a second, sliding second, 1000 ms apart, 4 workers': { leastShare: 0.6, refused: 0.055 },
  '500 a second, whole seconds, 100 ms apart, 4 workers': { leastShare: 0.63 },
  '500 a second, whole seconds, 1000 ms apart, 4 workers': { leastShare: 0.66 },
};

const EACH_APART = product([50, 500], SHAPES, [100, 1_000], [2, 4]).map(([limit, shape, apartMs, workers]) => [
  `${limit} a second, ${shape}, ${apartMs} ms apart, ${workers} workers`,
  { limit, shape, latencyMs: 20, workers, apartMs, seconds: 60 },
]) as Array<[string, Scenario]>;

describe('the same holds of most where workers start one after the other', () => {
  it.each(EACH_APART)('%s', (name, scenario) => {
    expectAtLeast(measure(scenario), SHORT_APART[name]);
  });
});

describe('a limit of 3,500 that falls to 500 for 20 s', () => {
  const limit = (second: number) => (second < 20 || second >= 40 ? 3_500 : 500);

  it.each(product(['bucket', 'whole seconds'] as const, [1, 4]))(
    'is followed within five seconds down and ten up: %s, %i workers',
    (shape, workers) => {
      const counts = runWorkers({ limit, shape, latencyMs: 20, workers, seconds: 52 });

      expect(acceptedBetween(counts, 25, 40)).toBeGreaterThan(0.85 * 15 * 500);
      expect(acceptedBetween(counts, 50, 52)).toBeGreaterThan(0.8 * 2 * 3_500);
    },
  );

  it('is shared fairly all the time: nobody takes the refusals of a fall for noise', () => {
    for (const workers of [2, 4]) {
      const { leastShare } = measure({ limit, shape: 'whole seconds', latencyMs: 2, workers, seconds: 60 });

      expect(leastShare).toBeGreaterThanOrEqual(WANTED.leastShare);
    }
  });
});

it.each([1, 2, 4])(
  'a limit that begins at 800 and grows by a tenth every 10 s is followed by %i workers',
  (workers) => {
    const limit = (second: number) => 800 * 1.1 ** Math.floor(second / 10);

    expectAtLeast(measure({ limit, shape: 'bucket', latencyMs: 20, workers, seconds: 60 }));
  },
);

it('a slow prefix does not hold up a fast one', () => {
  const slowPrefix = { share: 0.02, limit: 50 };

  expectAtLeast(measure({ limit: 2_450, shape: 'bucket', latencyMs: 20, workers: 1, seconds: 20, slowPrefix }));
});

describe('where S3 refuses a share at any pace', () => {
  /** Without a pace, 256 in flight reach 9,100, 6,700 and 2,100 a second: the others wait before they are tried again. */
  it.each([
    [0.05, 6_400, 15],
    [0.1, 4_600, 15],
    [0.3, 1_300, 60],
  ])('of %d, the pace stays above %i a second', (noise, perSecond, seconds) => {
    const s3 = { limit: 1e9, shape: 'bucket', latencyMs: 20, noise } as const;

    const counts = runWorkers({ ...s3, workers: 1, lanes: 256, seconds });

    expect(acceptedBetween(counts, 5, seconds)).toBeGreaterThan((seconds - 5) * perSecond);
  });

  it.each([2, 4])('of 0.1, %i workers hold each other down by little with the paces that they tell', (workers) => {
    const s3 = { limit: 1e9, shape: 'bucket', latencyMs: 20, noise: 0.1 } as const;

    const counts = runWorkers({ ...s3, workers, lanes: 256, seconds: 40 });

    expect(acceptedBetween(counts, 5, 40)).toBeGreaterThan(35 * 6_200);
  });

  it.each([0.05, 0.1, 0.3])('of %d, it still finds the limit', (noise) => {
    const scenario = { limit: 500, shape: 'bucket', latencyMs: 20, workers: 1, seconds: 60, noise } as const;

    expectAtLeast(measure({ ...scenario, lanes: 512 }), { refused: noise + 0.05 });
  });
});

describe('a worker that is told the paces of others', () => {
  /** A pace that S3 has limited to what it accepted. */
  function limitedTo(perSecond: number): Pace {
    const pace = new Pace();
    const seconds = [1_000, 2_000, 3_000, 4_000, 5_000];
    for (let at = 0; pace.found === undefined; at += 1) pace.answered(at, true, at);
    for (const since of seconds) {
      for (let nth = 0; nth < perSecond; nth += 1) pace.answered(since, false, since + nth);
    }
    pace.perSecond = perSecond;
    return pace;
  }

  it('takes their mean: the sum stays', () => {
    const [one, other] = [limitedTo(300), limitedTo(100)];
    const told = [one.found ?? 0, other.found ?? 0] as const;
    one.shareWith([told[1]], 6_000);
    other.shareWith([told[0]], 6_000);

    expect([one.perSecond, other.perSecond]).toEqual([200, 200]);
  });

  it('takes its share from the start, and has none to give yet', () => {
    const newcomer = new Pace();
    expect(newcomer.found).toBeUndefined();
    newcomer.shareWith([250, 230], 0);

    expect(newcomer.perSecond).toBe(160);
    expect(newcomer.found).toBe(160);
  });

  it('hears nothing for 2.5 s after a large fall: what was told is of a limit that is no more', () => {
    const pace = limitedTo(400);
    pace.beginSecond(6_000);
    for (let nth = 0; nth <= 400; nth += 1) pace.answered(6_000, nth % 2 === 0, 6_000 + 2.5 * nth);
    const fallen = pace.perSecond;
    pace.shareWith([400], 9_400);
    expect(pace.perSecond).toBe(fallen);
    pace.shareWith([400], 9_600);

    expect(fallen).toBeCloseTo(200, -1);
    expect(pace.perSecond).toBe((fallen + 400) / 2);
  });

  it('goes on as before where S3 does not limit it', () => {
    const pace = new Pace();
    for (let at = 0; pace.perSecond !== Number.POSITIVE_INFINITY; at += 1) pace.answered(at, false, at);
    pace.shareWith([10], 10_000);

    expect(pace.perSecond).toBe(Number.POSITIVE_INFINITY);
    expect(pace.found).toBeUndefined();
  });
});

function product<A, B>(as: readonly A[], bs: readonly B[]): Array<[A, B]>;
function product<A, B, C, D>(as: A[], bs: B[], cs: C[], ds: D[]): Array<[A, B, C, D]>;
function product(...lists: Array<readonly unknown[]>): unknown[][] {
  return lists.reduce<unknown[][]>((made, list) => made.flatMap((row) => list.map((value) => [...row, value])), [[]]);
}

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

/** The shapes that fall short, and what they reach; docs/performance.md names them. */
const SHORT: Record<string, Partial<Measured>> = {
  '50 a second, bucket, 2 ms, 4 workers': { leastShare: 0.49 },
  '50 a second, full bucket, 2 ms, 4 workers': { leastShare: 0.53 },
  '50 a second, sliding second, 2 ms, 4 workers': { leastShare: 0.62 },
  '50 a second, sliding second, 80 ms, 4 workers': { leastShare: 0.61 },
  '500 a second, bucket, 2 ms, 2 workers': { leastShare: 0.42 },
  '500 a second, sliding second, 2 ms, 4 workers': { leastShare: 0.52 },
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

/** Those that fall short where workers start one after the other. */
const SHORT_APART: Record<string, Partial<Measured>> = {
  '50 a second, bucket, 100 ms apart, 4 workers': { leastShare: 0.61 },
  '50 a second, bucket, 1000 ms apart, 4 workers': { leastShare: 0.39, refused: 0.055 },
  '50 a second, full bucket, 1000 ms apart, 4 workers': { leastShare: 0.58, refused: 0.054 },
  '50 a second, whole seconds, 1000 ms apart, 4 workers': { leastShare: 0.43, refused: 0.054 },
  '50 a second, sliding second, 100 ms apart, 4 workers': { leastShare: 0.52 },
  '50 a second, sliding second, 1000 ms apart, 2 workers': { leastShare: 0.3 },
  '50 a second, sliding second, 1000 ms apart, 4 workers': { leastShare: 0.41 },
  '500 a second, bucket, 100 ms apart, 2 workers': { leastShare: 0.68 },
  '500 a second, full bucket, 1000 ms apart, 2 workers': { leastShare: 0.64 },
  '500 a second, whole seconds, 100 ms apart, 4 workers': { leastShare: 0.44 },
  '500 a second, whole seconds, 1000 ms apart, 2 workers': { leastShare: 0.37 },
  '500 a second, whole seconds, 1000 ms apart, 4 workers': { leastShare: 0.37 },
  '500 a second, sliding second, 1000 ms apart, 2 workers': { leastShare: 0.64 },
  '500 a second, sliding second, 1000 ms apart, 4 workers': { leastShare: 0.39 },
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
});

// Of four, one has 0.65 of an equal share.
it.each([
  [1, {}],
  [2, {}],
  [4, { leastShare: 0.65 }],
])('a limit that begins at 800 and grows by a tenth every 10 s is followed by %i workers', (workers, wanted) => {
  const limit = (second: number) => 800 * 1.1 ** Math.floor(second / 10);

  expectAtLeast(measure({ limit, shape: 'bucket', latencyMs: 20, workers, seconds: 60 }), wanted);
});

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

  it.each([0.05, 0.1, 0.3])('of %d, it still finds the limit', (noise) => {
    const scenario = { limit: 500, shape: 'bucket', latencyMs: 20, workers: 1, seconds: 60, noise } as const;

    expectAtLeast(measure({ ...scenario, lanes: 512 }), { refused: noise + 0.05 });
  });
});

function product<A, B>(as: readonly A[], bs: readonly B[]): Array<[A, B]>;
function product<A, B, C, D>(as: A[], bs: B[], cs: C[], ds: D[]): Array<[A, B, C, D]>;
function product(...lists: Array<readonly unknown[]>): unknown[][] {
  return lists.reduce<unknown[][]>((made, list) => made.flatMap((row) => list.map((value) => [...row, value])), [[]]);
}

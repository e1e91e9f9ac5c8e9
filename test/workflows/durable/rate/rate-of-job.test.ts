import type { Scenario, Steer } from '../../../simulation/scenario.ts';

// A whole job of the simulator: its workflows and activities are the real ones, its clock is not. Its bounds can be set.
jest.mock('@temporalio/workflow', () => jest.requireActual('../../../simulation/runtime/workflow.ts'));
jest.mock('@temporalio/activity', () => jest.requireActual('../../../simulation/runtime/activity.ts'));
jest.mock('../../../../workflows/durable/policies.ts', () => ({
  __esModule: true,
  ...jest.requireActual('../../../../workflows/durable/policies.ts'),
}));
jest.mock('../../../../domain/pages.ts', () => {
  const pages = { __esModule: true, ...jest.requireActual('../../../../domain/pages.ts') };
  // Within its own module, nobody can set the size.
  const inPages = (all: unknown[]) =>
    Array.from({ length: Math.ceil(all.length / pages.PAGE_SIZE) }, (_, n) =>
      all.slice(n * pages.PAGE_SIZE, (n + 1) * pages.PAGE_SIZE),
    );
  return Object.assign(pages, { inPages });
});

import { onItsOwn } from '../../../simulation/hunt.ts';
import { replaceGlobals } from '../../../simulation/runtime/globals.ts';
import { simulate } from '../../../simulation/simulate.ts';

const RATE = 40;
const WINDOW_MS = 5_000;
/** With the next heartbeat, which leaves after 12 s at most; then what is under way ends. */
const TOLD_WITHIN_MS = 18_000;

interface Given {
  workers?: number;
  uploads?: number;
  concurrency?: number;
  /** Of uploads. */
  pageSize?: number;
  requestsPerSecond?: number | null;
  input?: Partial<Scenario['input']>;
  steering?: Steer[];
}

/** A fifth of the real thing: pages of 200 uploads at 40 a second take 5 s, and ranges of 1,400 over a minute. */
function scenarioOf(given: Given): Scenario {
  const { workers = 4, uploads = 2_800, concurrency = 64, pageSize = 200, requestsPerSecond = RATE } = given;
  const { input, steering = [] } = given;
  return {
    schedule: 7,
    store: { pageSize, latency: 20 },
    uploads: Array.from({ length: uploads }, (_, n) => ({ key: `k${10_000 + n}`, age: 86_400_000, parts: [] })),
    bounds: {
      pageOfUploads: pageSize,
      pagesBeforeDraining: 200,
      uploadsInARange: 7 * pageSize,
      remainingByName: 1_000,
    },
    workers,
    faults: [],
    others: [],
    steering,
    input: {
      select: { all: true },
      settle: 2_000,
      quietPeriod: 1_000,
      parallelism: 4,
      retry: { initial: 1_000, maximum: 10_000, giveUpAfter: 3_600_000 },
      limits: { concurrency, ...(requestsPerSecond !== null && { requestsPerSecond }) },
      ...input,
    },
  };
}

/** When each request of a job sets out. It ends well. */
async function requestsOf(given: Given): Promise<number[]> {
  const { broken, ending, sent } = await onItsOwn(() => simulate(scenarioOf(given)));
  expect({ broken, ending }).toEqual({ broken: undefined, ending: given.input?.dryRun ? 'dry-run' : 'clean' });
  return sent;
}

/** The requests a second in each five seconds that begin with a request. `sent` is in order, and so are the answers. */
function rates(sent: number[], from: number, until: number): number[] {
  const starts = sent.filter((time) => time >= from && time + WINDOW_MS <= until);
  let [first, next] = [0, 0];
  return starts.map((start) => {
    while ((sent[first] as number) < start) first += 1;
    while (next < sent.length && (sent[next] as number) < start + WINDOW_MS) next += 1;
    return (1_000 * (next - first)) / WINDOW_MS;
  });
}

/** The first requests need a listing, and behind the last ones no range has anything left to ask. */
const busy = (sent: number[]) => rates(sent, WINDOW_MS, (sent.at(-1) ?? 0) - 2 * WINDOW_MS);
const average = (sent: number[]) => busy(sent).reduce((sum, rate) => sum + rate, 0) / busy(sent).length;

const real = { Date, AbortController, AbortSignal };
beforeAll(() => replaceGlobals());
afterAll(() => void Object.assign(globalThis, real));

describe('the rate of a job, in any five seconds', () => {
  it.each([1, 4, 8])('is what was asked for, while ranges of keys start and end, with workers: %d', async (workers) => {
    const sent = await requestsOf({ workers });

    expect(Math.max(...rates(sent, 0, Number.POSITIVE_INFINITY))).toBeLessThan(1.1 * RATE);
    // When one range hands over to another, nobody asks for up to half a second.
    expect(Math.min(...busy(sent))).toBeGreaterThan(0.87 * RATE);
    expect(average(sent)).toBeGreaterThan(0.95 * RATE);
  });

  it('is nearly reached where a page would take a quarter of a second, too', async () => {
    const rate = 200;
    const sent = await requestsOf({
      uploads: 4_200,
      pageSize: rate / 4,
      requestsPerSecond: rate,
      input: { parallelism: 16 },
    });

    expect(Math.max(...rates(sent, 0, Number.POSITIVE_INFINITY))).toBeLessThan(1.1 * rate);
    expect(average(sent)).toBeGreaterThan(0.9 * rate);
  });

  it('is none once it is lifted, and one once it is set', async () => {
    const lift: Steer = { at: 60_000, kind: 'tune', concurrency: 64, requestsPerSecond: null };
    const set: Steer = { at: 100, kind: 'tune', concurrency: 64, requestsPerSecond: RATE };
    const sent = await requestsOf({ requestsPerSecond: null, uploads: 2_800, steering: [set, lift] });

    expect(Math.max(...rates(sent, TOLD_WITHIN_MS, 60_000))).toBeLessThan(1.1 * RATE);
    expect(Math.max(...rates(sent, 60_000, Number.POSITIVE_INFINITY))).toBeGreaterThan(5 * RATE);
  });

  it('is not passed where several pages share it', async () => {
    const sent = await requestsOf({ concurrency: 2 });

    expect(Math.max(...busy(sent))).toBeLessThan(1.1 * RATE);
    expect(average(sent)).toBeGreaterThan(0.8 * RATE);
  });

  it('is not passed where each upload is looked at before its abort', async () => {
    const sent = await requestsOf({ uploads: 2_800, input: { idleFor: 3_600_000 } });

    expect(Math.max(...busy(sent))).toBeLessThan(1.1 * RATE);
    expect(average(sent)).toBeGreaterThan(0.95 * RATE);
  });

  it('is that of a dry run, too', async () => {
    const sent = await requestsOf({ input: { dryRun: true, measure: true } });

    expect(Math.max(...busy(sent))).toBeLessThan(1.1 * RATE);
    expect(Math.min(...busy(sent))).toBeGreaterThan(0.9 * RATE);
  });

  it('is the new one seconds after it is tuned, in ranges under way, too', async () => {
    const tune = (at: number, requestsPerSecond: number): Steer => {
      return { at, kind: 'tune', concurrency: 64, requestsPerSecond };
    };
    const sent = await requestsOf({
      requestsPerSecond: RATE / 2,
      steering: [tune(60_000, RATE), tune(120_000, RATE / 4)],
    });
    const inForce: Array<[number, number, number]> = [
      [0, 60_000, RATE / 2],
      [60_000, 120_000, RATE],
      [120_000, 180_000, RATE / 4],
    ];

    for (const [from, until, rate] of inForce) {
      const told = rates(sent, from + TOLD_WITHIN_MS, until);
      expect(Math.max(...told)).toBeLessThan(1.1 * rate);
      expect(Math.min(...told)).toBeGreaterThan(0.85 * rate);
    }
  });
});

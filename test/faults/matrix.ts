import type { CleanupFailure, StartedCleanup } from '../../client/index.ts';
import type { FaultKind, LogEntry, Operation, SeenRequest, SimulatedS3 } from '../../simulated-s3/index.ts';
import type { CleanupReport, UploadsRemainDetails } from '../../workflows/cleanup/contract.ts';
import { Deployment, failureOf } from '../support/deployment.ts';

type Kind = Extract<FaultKind, string>;

const OPERATIONS = ['ListMultipartUploads', 'AbortMultipartUpload', 'ListParts', 'CreateSession'] as const;

/** Each kind of fault, and how the log of the simulated S3 calls it. */
const KINDS = {
  SlowDown: 'SlowDown',
  InternalError: 'InternalError',
  BadGateway: 'BadGateway',
  reset: 'reset',
  hang: 'hang',
  truncate: 'truncate',
  'error-in-200': 'InternalError',
  ExpiredToken: 'ExpiredToken',
} as const satisfies Partial<Record<Kind, string>>;

export interface Row {
  kind: keyof typeof KINDS;
  operation: (typeof OPERATIONS)[number];
  /** Expired tokens are those of credentials on other buckets, of sessions on these. */
  isDirectory: boolean;
}

/** Every fault on every operation; every operation also with an expired session. */
export const ROWS: Row[] = (Object.keys(KINDS) as Array<Row['kind']>).flatMap((kind) =>
  OPERATIONS.flatMap((operation) => {
    const isSession = operation === 'CreateSession';
    const row = { kind, operation, isDirectory: isSession };
    return kind === 'ExpiredToken' && !isSession ? [row, { ...row, isDirectory: true }] : [row];
  }),
);

export interface Scale {
  /** In each bucket. */
  uploads: number;
  /** How long a fault lasts that hits every request. */
  sustainedMs: number;
  /** The rows to try with a fault that never ends. */
  forGood: (row: Row) => boolean;
}

/** A job for each row, all at the same time on one worker; each test looks at its own. */
export function describeFaults({ uploads, sustainedMs, forGood }: Scale): void {
  let deployment: Deployment;
  const windows = new Windows();
  beforeAll(async () => {
    deployment = await Deployment.begin({
      // Sessions are renewed in their last minute: these after a second.
      s3: { sessionLifetimeMs: 61_000, maxPageSize: 50 },
      worker: { maxConcurrentActivityTaskExecutions: 100 },
      connection: { http: { requestTimeout: 1_500, throwOnRequestTimeout: true } },
    });
    deployment.s3.onRequest((request) => windows.see(request));
  });
  afterAll(() => deployment.end());

  describe('that hits 20 % of the requests', () => {
    const jobs = startAll(ROWS, 'some', async (row, bucket) => {
      deployment.s3.fail({ ...ruleOf(row, bucket), rate: 0.2 });
      return begin(deployment, row, bucket, { uploads });
    });

    it.each(ROWS)('$kind on $operation (directory bucket: $isDirectory): ends clean', async (row) => {
      const { bucket, job } = await jobs(row);

      expectClean(deployment.s3, bucket, await job.result(), uploads);
    });
  });

  describe(`that hits every request for ${sustainedMs / 1_000} s in the middle of the job`, () => {
    const jobs = startAll(ROWS, 'all', async (row, bucket) => {
      const rule = ruleOf(row, bucket);
      windows.open(rule, () => deployment.s3.fail({ ...rule, until: Date.now() + sustainedMs }));
      return begin(deployment, row, bucket, { uploads, initial: sustainedMs / 30 });
    });

    it.each(ROWS)('$kind on $operation (directory bucket: $isDirectory): ends clean', async (row) => {
      const { bucket, job } = await jobs(row);

      expectClean(deployment.s3, bucket, await job.result(), uploads);
      expect(hits(deployment.s3, row, bucket).length).toBeGreaterThan(0);
    });
  });

  describe('that hits every request for good', () => {
    const rows = ROWS.filter(forGood);
    const jobs = startAll(rows, 'ever', async (row, bucket) => {
      deployment.s3.fail(ruleOf(row, bucket));
      return begin(deployment, row, bucket, { uploads: FEW, giveUpAfter: '1s' });
    });

    it.each(rows)('$kind on $operation (directory bucket: $isDirectory): stops and says why', async (row) => {
      const { bucket, job } = await jobs(row);

      if (isDoneAllTheSame(row)) expectClean(deployment.s3, bucket, await job.result(), FEW);
      else expectTold(row, await failureOf(job));
    });
  });

  it('never ended the worker', async () => {
    expect((await deployment.stopWorkers()).map(({ code }) => code)).toEqual([0]);
  });
}

/** Begins a fault at the first request it can hit after the first abort of its bucket. */
class Windows {
  readonly #waiting = new Map<string, { operation: Operation; begin: () => void; isDue: boolean }>();

  open({ operation, bucket }: { operation: Operation; bucket: string }, begin: () => void): void {
    this.#waiting.set(bucket, { operation, begin, isDue: false });
  }

  see({ operation, bucket }: SeenRequest): void {
    const waiting = this.#waiting.get(bucket);
    if (!waiting) return;
    waiting.isDue ||= operation === 'AbortMultipartUpload';
    if (!waiting.isDue || operation !== waiting.operation) return;
    this.#waiting.delete(bucket);
    waiting.begin();
  }
}

interface Begun {
  bucket: string;
  job: StartedCleanup;
}

/** Begins the jobs of all rows before the first test. */
function startAll(
  rows: Row[],
  name: string,
  begin: (row: Row, bucket: string) => Promise<StartedCleanup>,
): (row: Row) => Promise<Begun> {
  const jobs = new Map<Row, Begun>();
  beforeAll(async () => {
    for (const [index, row] of rows.entries()) {
      const bucket = `${name}-${index}${row.isDirectory ? '--use1-az4--x-s3' : ''}`;
      jobs.set(row, { bucket, job: await begin(row, bucket) });
    }
  });
  return async (row) => jobs.get(row) as Begun;
}

interface Begin {
  uploads: number;
  /** Wait before the second round of aborts. */
  initial?: number;
  giveUpAfter?: string;
}

async function begin(
  deployment: Deployment,
  { isDirectory }: Row,
  bucket: string,
  { uploads, initial = 100, giveUpAfter = '1h' }: Begin,
): Promise<StartedCleanup> {
  const { s3 } = deployment;
  s3.createBucket(bucket);
  s3.seedUploads(bucket, uploads, (n) => ({ key: `logs/${n}`, parts: [{ size: 5 }] }));
  // Long enough for a session to want renewal.
  const settle = isDirectory ? 1_500 : SETTLE_MS;
  return await deployment.start({
    bucket,
    settle,
    retry: { initial, maximum: initial * 10, giveUpAfter },
    // All jobs share one process: more would wait for it longer than for S3.
    limits: { concurrency: 4 },
  });
}

const SETTLE_MS = 300;

/** Each is tried up to ten times before it is given up: with many that takes minutes. */
const FEW = 8;

function ruleOf({ kind, operation }: Row, bucket: string) {
  return { kind, operation, bucket };
}

function hits(s3: SimulatedS3, { kind, operation }: Row, bucket: string): LogEntry[] {
  return s3.log.of(operation as Operation).filter((entry) => entry.bucket === bucket && entry.code === KINDS[kind]);
}

function expectClean(s3: SimulatedS3, bucket: string, report: CleanupReport, uploads: number): void {
  expect(report).toMatchObject({ outcome: 'clean', uploads: { listed: uploads, selected: uploads, gone: uploads } });
  expect(s3.uploads(bucket)).toEqual([]);
  expect(s3.log.settleViolations(SETTLE_MS).filter((violation) => violation.bucket === bucket)).toEqual([]);
}

/** An abort is carried out although its answer is cut off. */
function isDoneAllTheSame({ kind, operation }: Row): boolean {
  return kind === 'truncate' && operation === 'AbortMultipartUpload';
}

/** Where nothing can be listed nothing can be done; where it can, the uploads are named with the reason. */
function expectTold(row: Row, failure: CleanupFailure): void {
  if (row.operation === 'ListMultipartUploads' || row.operation === 'CreateSession') {
    expect(failure.type).toBe('S3Unavailable');
    return;
  }
  expect(failure.type).toBe('UploadsRemain');
  const { remaining, uploads } = failure.details as UploadsRemainDetails;
  expect(Object.keys(remaining).filter((reason) => !reason.startsWith(`${row.operation}: `))).toEqual([]);
  expect(Object.values(remaining).reduce((sum, count) => sum + count, 0)).toBe(FEW);
  expect(uploads).toHaveLength(FEW);
}

import type { SimulatedS3 } from '../../simulated-s3/index.ts';
import { Deployment } from '../support/deployment.ts';
import { attemptsOf, runsOf } from '../support/histories.ts';
import { eventually } from '../support/poll.ts';

export interface Throttling {
  uploads: number;
  /** S3 takes so many requests a second, and answers SlowDown to those above. */
  perSecond: number;
}

/** What a limit of S3 does to a job. */
export function describeThrottling({ uploads, perSecond }: Throttling): void {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.begin();
  });
  afterAll(() => deployment.end());
  beforeEach(() => deployment.s3.log.clear());
  afterEach(() => deployment.s3.limitRate(undefined));

  it(`slows a job down to what S3 takes: ${perSecond} requests a second, few of them refused`, async () => {
    const { s3 } = deployment;
    seed(s3, 'limited', uploads);
    s3.limitRate(perSecond);

    const job = await deployment.start({ bucket: 'limited' });
    const report = await job.result();

    expect(report).toMatchObject({ outcome: 'clean', uploads: { gone: uploads } });
    const { entries } = s3.log;
    const refused = entries.filter(({ code }) => code === 'SlowDown').length;
    const accepted = entries.length - refused;
    const seconds = busySeconds(entries.map(({ at }) => at));
    // Benches judge the pace: a busy machine is slower than S3.
    tell('throttled', { requestsPerUpload: entries.length / uploads, refused, perSecond: accepted / seconds });
    // 2 requests an upload are the least; the listings are few.
    expect(accepted / uploads).toBeLessThan(2.1);
    expect(refused / entries.length).toBeLessThan(0.2);
    // Every request was counted by the product: the SDK made none of its own, and Temporal repeated none.
    const { list, abort, listParts, throttled } = report.requests;
    expect({ all: list + abort + listParts, throttled }).toEqual({ all: entries.length, throttled: refused });
    const runs = await runsOf(deployment.temporal, job.workflowId, job.runId);
    expect(runs.flatMap(attemptsOf).filter(({ attempts }) => attempts > 1)).toEqual([]);
  });

  it('goes faster again when S3 takes more', async () => {
    const { s3 } = deployment;
    seed(s3, 'relieved', uploads);
    s3.limitRate(perSecond / 10);
    const job = await deployment.start({ bucket: 'relieved' });
    await eventually(() => s3.log.count('AbortMultipartUpload', 503) > 20);

    s3.limitRate(undefined);
    const report = await job.result();

    const accepted = s3.log.entries.filter(({ code }) => code === undefined);
    expect(mostInOneSecond(accepted.map(({ at }) => at))).toBeGreaterThan(2 * (perSecond / 10));
    expect(report.uploads.gone).toBe(uploads);
  });
}

/** What becomes of retries while S3 refuses every request for 10 s. */
export function describeRefusal(uploads: number): void {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.begin();
  });
  afterAll(() => deployment.end());

  it('does not multiply retries while S3 refuses everything', async () => {
    const { s3 } = deployment;
    seed(s3, 'refused', uploads);
    const job = await deployment.start({ bucket: 'refused', limits: { concurrency: 16 } });
    await eventually(() => s3.log.count('AbortMultipartUpload', 204) > 0);
    s3.limitRate(0);
    const since = s3.log.entries.length;
    const began = Date.now();

    await eventually(() => Date.now() - began > REFUSING_MS);
    const made = s3.log.entries.slice(since).length;
    s3.limitRate(undefined);
    const report = await job.result();

    tell('refused', { requests: made, seconds: REFUSING_MS / 1_000 });
    const runs = await runsOf(deployment.temporal, job.workflowId, job.runId);
    const attempts = Math.max(...runs.flatMap(attemptsOf).map(({ attempts }) => attempts));
    // 10 tries for each request in flight, once for each activity and attempt of Temporal: nothing else adds up.
    const activities = Math.ceil(uploads / 1_000);
    expect(made).toBeLessThanOrEqual(attempts * activities * (16 * 10 + 20));
    expect(report.uploads.gone).toBe(uploads);
  });
}

const REFUSING_MS = 10_000;

function seed(s3: SimulatedS3, bucket: string, uploads: number): void {
  s3.createBucket(bucket);
  s3.seedUploads(bucket, uploads, (n) => ({ key: `logs/${n}`, parts: [{ size: 5 }] }));
}

function mostInOneSecond(times: number[]): number {
  const counts = new Map<number, number>();
  for (const at of times) counts.set(Math.floor(at / 1_000), (counts.get(Math.floor(at / 1_000)) ?? 0) + 1);
  return Math.max(...counts.values());
}

/** Seconds in which there were requests, in tenths: waits between rounds are not the limit's. */
function busySeconds(times: number[]): number {
  return new Set(times.map((at) => Math.floor(at / 100))).size / 10;
}

/** Figures for a person; the limits of the test hold on a slow machine, too. */
function tell(what: string, figures: Record<string, number>): void {
  process.stderr.write(
    `${what}: ${JSON.stringify(figures, (_, value) => (typeof value === 'number' ? Math.round(value * 100) / 100 : value))}\n`,
  );
}

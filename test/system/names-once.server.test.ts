import { Deployment } from '../support/deployment.ts';
import { runsOf, textOf } from '../support/histories.ts';
import { eventually } from '../support/poll.ts';

const UPLOADS = 2_500;

describe('the names of uploads in history', () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.begin({ s3: { latencyMs: 10 } });
  });
  afterAll(() => deployment.end());

  /** How often history names each upload: so many of them are named so often. */
  async function namings(job: Awaited<ReturnType<Deployment['start']>>, seeded: string[]) {
    const runs = await runsOf(deployment.temporal, job.workflowId, job.runId);
    const text = runs.map(({ events }) => textOf(events)).join('');
    const counts: Record<number, number> = {};
    for (const uploadId of seeded) {
      const times = text.split(uploadId).length - 1;
      counts[times] = (counts[times] ?? 0) + 1;
    }
    return counts;
  }

  function seed(bucket: string): string[] {
    deployment.s3.createBucket(bucket);
    deployment.s3.seedUploads(bucket, UPLOADS, (n) => ({ key: `raw/${n}`, parts: [{ size: 1 }] }));
    return deployment.s3.uploads(bucket).map(({ uploadId }) => uploadId);
  }

  it('are written once: by the listing', async () => {
    const seeded = seed('photos');
    const job = await deployment.start({ bucket: 'photos', measure: true });

    expect(await job.result()).toMatchObject({ outcome: 'clean', uploads: { gone: UPLOADS } });
    expect(await namings(job, seeded)).toEqual({ 1: UPLOADS });
  });

  it('are read there by a worker that has listed nothing: after a crash, none is written twice', async () => {
    const seeded = seed('killed');
    const job = await deployment.start({ bucket: 'killed', limits: { concurrency: 8 } });
    const asked = (operation: 'AbortMultipartUpload' | 'ListParts') =>
      deployment.s3.log.of(operation).filter(({ bucket }) => bucket === 'killed').length;

    for (const operation of ['AbortMultipartUpload', 'ListParts'] as const) {
      await eventually(() => asked(operation) > 0, 120_000);
      await deployment.killWorkers();
      await deployment.startWorker();
    }

    expect(await job.result()).toMatchObject({ outcome: 'clean', uploads: { selected: UPLOADS, gone: UPLOADS } });
    expect(await namings(job, seeded)).toEqual({ 1: UPLOADS });
  });
});

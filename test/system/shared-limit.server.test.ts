import type { Limits, WorkerPace } from '../../activities/contract.ts';
import { Deployment } from '../support/deployment.ts';
import { type HistoryEvent, runsOf } from '../support/histories.ts';

const UPLOADS = 3_000;

/** What an activity was told. */
interface Told {
  uploads?: object[];
  limits?: Limits;
}

describe('a job of two workers under a limit of S3', () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.begin();
    await deployment.startWorker();
  });
  afterAll(() => deployment.end());

  const toldIn = ({ activityTaskScheduledEventAttributes: scheduled }: HistoryEvent): Told[] =>
    (scheduled?.input?.payloads ?? []).map(({ data }) => JSON.parse(Buffer.from(data ?? []).toString()));

  it('tells activities how fast S3 lets workers go, and cuts the last pages', async () => {
    deployment.s3.createBucket('photos');
    deployment.s3.seedUploads('photos', UPLOADS, (n) => ({ key: `raw/${n}`, parts: [{ size: 1 }] }));
    deployment.s3.limitRate(300);
    const job = await deployment.start({ bucket: 'photos' });

    expect(await job.result()).toMatchObject({ outcome: 'clean', uploads: { gone: UPLOADS } });
    const [run] = await runsOf(deployment.temporal, job.workflowId, job.runId);
    const told = (run?.events ?? []).flatMap(toldIn);
    const paces: WorkerPace[] = told.flatMap(({ limits }) => limits?.paces ?? []);
    expect(paces).not.toEqual([]);
    expect(new Set(paces.map(({ worker }) => worker)).size).toBeLessThanOrEqual(2);
    expect((run?.events ?? []).filter((event) => event.activityTaskFailedEventAttributes)).toEqual([]);
    const pages = told.filter(({ uploads }) => uploads !== undefined).length;
    expect(pages).toBeGreaterThan((2 * UPLOADS) / 1_000);
  });
});

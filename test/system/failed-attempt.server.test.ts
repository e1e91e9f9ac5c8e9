import { Deployment } from '../support/deployment.ts';
import { eventually } from '../support/poll.ts';

const UPLOADS = 30;
/** The others are done before it and behind it. */
const STUCK = 'raw/05';

describe('an attempt of an activity that fails in an outage', () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.begin();
  });
  afterAll(() => deployment.end());

  it('has told what it did, in whatever order: the next one aborts what is left, and nothing again', async () => {
    const { s3 } = deployment;
    s3.createBucket('photos');
    s3.seedUploads('photos', UPLOADS, (n) => ({ key: `raw/${String(n).padStart(2, '0')}`, parts: [{ size: 1 }] }));
    const outage = [s3.fail({ operation: 'AbortMultipartUpload', key: STUCK, kind: 'InternalError' })];
    let isAborting = false;
    s3.onRequest(({ operation }) => {
      if (operation !== 'AbortMultipartUpload' || isAborting) return;
      isAborting = true;
      outage.push(s3.fail({ operation: 'ListMultipartUploads', kind: 'InternalError' }));
    });
    const job = await deployment.start({ bucket: 'photos' });
    await eventually(() =>
      s3.log.entries.some(({ operation, status }) => operation === 'ListMultipartUploads' && status === 500),
    );

    for (const end of outage) end();

    expect(await job.result()).toMatchObject({ outcome: 'clean', uploads: { selected: UPLOADS, gone: UPLOADS } });
    const aborted = s3.log.entries
      .filter(({ operation, status }) => operation === 'AbortMultipartUpload' && status === 204)
      .map(({ key }) => key);
    expect(aborted).toHaveLength(UPLOADS);
    expect(aborted.at(-1)).toBe(STUCK);
    expect(new Set(aborted).size).toBe(UPLOADS);
  });
});

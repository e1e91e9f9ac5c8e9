import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { Deployment } from '../support/deployment.ts';
import { eventually } from '../support/poll.ts';

const UPLOADS = 4_000;
const record = 's3://audit/cleanup';

interface Line {
  key: string;
  uploadId: string;
  done: string;
  provenAt: string;
}

describe('the record of a job on the simulated S3', () => {
  let deployment: Deployment;
  let s3: S3Client;
  beforeAll(async () => {
    deployment = await Deployment.begin({ s3: { latencyMs: 5 } });
    s3 = new S3Client(deployment.s3.clientConfig());
    deployment.s3.createBucket('audit');
  });
  afterAll(async () => {
    s3.destroy();
    await deployment.end();
  });

  /** The lines of all objects of a record, and how many objects there are. */
  async function read(at: string): Promise<{ objects: number; lines: Line[] }> {
    const Prefix = at.replace('s3://audit/', '');
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'audit', Prefix }));
    const keys = Contents.flatMap(({ Key = '' }) => (Key.endsWith('.ndjson') ? [Key] : []));
    const bodies = await Promise.all(
      keys.map(async (Key) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'audit', Key }));
        return (await Body?.transformToString()) ?? '';
      }),
    );
    const lines = bodies.flatMap((body) => body.split('\n').filter(Boolean));
    return { objects: keys.length, lines: lines.map((line) => JSON.parse(line)) };
  }

  const pagesWritten = () =>
    deployment.s3.log.of('PutObject').filter(({ status, key }) => status === 200 && key.endsWith('.ndjson')).length;

  it('has each upload once after workers that are killed again and again', async () => {
    deployment.s3.createBucket('photos');
    deployment.s3.seedUploads('photos', UPLOADS, (n) => ({
      key: `logs/${n}`,
      parts: [{ size: 5 }],
      ...(n % 50 === 0 ? { abortsNeeded: 3 } : {}),
    }));
    const seeded = deployment.s3.uploads('photos').map(({ uploadId }) => uploadId);
    const job = await deployment.start({ bucket: 'photos', record, limits: { uploadsPerRun: 1_000 }, parallelism: 2 });

    for (let kills = 1; kills <= 3; kills += 1) {
      const written = pagesWritten();
      // In the middle of the next page of the record, or right behind it.
      await eventually(() => pagesWritten() > written || deployment.s3.uploads('photos').length === 0, 120_000);
      await deployment.killWorkers();
      await deployment.startWorker();
    }
    const report = await job.result();

    expect(report).toMatchObject({ outcome: 'clean', uploads: { gone: UPLOADS }, record: { lines: UPLOADS } });
    const { objects, lines } = await read(String(report.record?.at));
    expect(objects).toBe(report.record?.objects);
    expect(lines.map(({ uploadId }) => uploadId).sort()).toEqual([...seeded].sort());
    expect(lines.filter(({ provenAt }) => provenAt > report.finishedAt)).toEqual([]);
  });

  it('that may not be written stops the job before the first abort, and says what to grant', async () => {
    deployment.s3.createBucket('kept');
    deployment.s3.seedUploads('kept', 3, (n) => ({ key: `logs/${n}`, parts: [{ size: 5 }] }));
    const allow = deployment.s3.deny({ operation: 'PutObject', bucket: 'audit' });

    const failure = await deployment.fail({ bucket: 'kept', record });
    allow();

    expect(failure).toMatchObject({
      type: 'AccessDenied',
      message: expect.stringContaining('grant s3:PutObject on arn:aws:s3:::audit/*'),
    });
    expect(deployment.s3.uploads('kept')).toHaveLength(3);
  });

  it('in a bucket that does not exist is no word on the bucket that is cleaned', async () => {
    deployment.s3.createBucket('left');
    deployment.s3.seedUploads('left', 3, (n) => ({ key: `logs/${n}`, parts: [{ size: 5 }] }));

    const failure = await deployment.fail({ bucket: 'left', record: 's3://no-such-audit' });

    expect(failure).toMatchObject({ type: 'InvalidInput', message: expect.stringContaining('no-such-audit') });
    expect(deployment.s3.uploads('left')).toHaveLength(3);
  });
});

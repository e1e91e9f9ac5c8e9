import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BucketScope } from '../../../activities/s3/bucket-scope.ts';
import type { ObjectToPut } from '../../../activities/s3/gateway.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { Attempt } from '../support/activity-environment.ts';
import { FakeGateway, s3Failure } from '../support/fake-gateway.ts';

const input = { connection: 'default', at: 's3://audit/cleanup/photos/run/job.json', job: { workflowId: 'w' } };

describe('beginning a record', () => {
  it('writes what the job is, and is one request', async () => {
    const written: ObjectToPut[] = [];
    const gateway = new FakeGateway({ putObject: async (object) => void written.push(object) });

    expect(await new Attempt(gateway).openRecord(input)).toEqual({ requests: { putObject: 1 } });
    expect(written).toEqual([{ key: 'cleanup/photos/run/job.json', body: '{\n  "workflowId": "w"\n}\n' }]);
  });

  it('writes into the folder of the worker', async () => {
    const folder = await tempFolder();
    try {
      const attempt = new Attempt(new FakeGateway(), {}, undefined, { recordFolder: folder.path });

      expect(await attempt.openRecord({ ...input, at: 'folder:cleanup/run/job.json' })).toEqual({ requests: {} });
      const file = await readFile(join(folder.path, 'cleanup', 'run', 'job.json'), 'utf8');
      expect(JSON.parse(file)).toEqual({ workflowId: 'w' });
    } finally {
      await folder.remove();
    }
  });

  it('fails for good where it is denied, and says what to grant', async () => {
    const gateway = new FakeGateway({ putObject: () => Promise.reject(s3Failure('AccessDenied', 'PutObject')) });

    await expect(new Attempt(gateway).openRecord(input)).rejects.toMatchObject({
      type: 'AccessDenied',
      nonRetryable: true,
      message: expect.stringContaining('grant s3:PutObject'),
    });
  });

  it('does not say NoSuchBucket where the bucket of the record is missing: the job would take it for its own', async () => {
    const gateway = new FakeGateway({ putObject: () => Promise.reject(s3Failure('NoSuchBucket', 'PutObject')) });

    await expect(new Attempt(gateway).openRecord(input)).rejects.toMatchObject({
      type: 'InvalidInput',
      nonRetryable: true,
      message: expect.stringContaining('the record: NoSuchBucket'),
    });
  });

  it('touches no bucket that the connection may not', async () => {
    const gateway = new FakeGateway({ putObject: async () => {} });
    const scope = new BucketScope({ buckets: ['photos'] });
    Object.assign(gateway, { refusal: (bucket: string) => scope.refusal(bucket) });

    await expect(new Attempt(gateway).openRecord(input)).rejects.toMatchObject({
      type: 'AccessDenied',
      message: expect.stringContaining('may not touch the bucket audit'),
    });
    expect(gateway.calls).toEqual([]);
  });

  it('fails where the gateway or the worker cannot write, or the place is none', async () => {
    const attempt = () => new Attempt(new FakeGateway());

    await expect(attempt().openRecord(input)).rejects.toMatchObject({ type: 'Unsupported' });
    await expect(attempt().openRecord({ ...input, at: 'folder:a/job.json' })).rejects.toMatchObject({
      type: 'InvalidInput',
      nonRetryable: true,
      message: expect.stringContaining('--record-folder'),
    });
    await expect(attempt().openRecord({ ...input, at: 'file:///etc/job.json' })).rejects.toMatchObject({
      type: 'InvalidInput',
    });
  });
});

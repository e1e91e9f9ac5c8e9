import { resolve } from 'node:path';
import { HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startS3Proxy } from '../conformance/servers/s3proxy.ts';
import type { Server } from '../conformance/servers/server.ts';
import { run, type Started, start } from '../support/processes.ts';
import { startTestTemporal, type TestTemporal } from '../support/temporal.ts';
import { bucketWithUploads } from './bucket-with-uploads.ts';

const COMMAND = resolve(__dirname, '..', '..', 'dist', 'client', 'bin.js');

const UPLOADS = 5_000;
const OBJECTS = ['a b+c.jpg', 'größe/✓.jpg', '<&>.jpg', ...Array.from({ length: 1_200 }, (_, n) => `done/${n}.jpg`)];

describe('preparing a bucket of s3proxy', () => {
  let s3proxy: Server;
  let temporal: TestTemporal;
  let worker: Started;
  let s3: S3Client;

  beforeAll(async () => {
    [s3proxy, temporal] = await Promise.all([startS3Proxy(), startTestTemporal()]);
    const { endpoint, credentials } = s3proxy;
    s3 = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true });
    const args = ['worker', '--address', temporal.address, '--endpoint-url', endpoint, '--force-path-style'];
    worker = start(process.execPath, [COMMAND, ...args, '--region', 'us-east-1'], {
      env: { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
      deadlineMs: 900_000,
    });
  }, 360_000);

  afterAll(async () => {
    worker?.child.kill('SIGTERM');
    await worker?.finished;
    s3?.destroy();
    await Promise.all([temporal?.stop(), s3proxy?.stop()]);
  }, 120_000);

  it('aborts its uploads, deletes its objects and the bucket', async () => {
    const Bucket = 'old-photos';
    await bucketWithUploads(
      s3,
      Bucket,
      Array.from({ length: UPLOADS }, (_, n) => `raw/${String(n).padStart(5, '0')}`),
    );
    for (const Key of OBJECTS) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));

    const flags = ['--empty-objects', '--delete-bucket', '--confirm', Bucket, '--follow', '--json'];
    const waits = ['--settle', '2s', '--quiet-period', '1s', '--address', temporal.address];
    const { code, stdout } = await run(process.execPath, [COMMAND, 'prepare', Bucket, ...flags, ...waits], {
      deadlineMs: 600_000,
    });

    expect({ code, report: JSON.parse(stdout) }).toMatchObject({
      code: 0,
      report: { deleted: true, uploads: { gone: UPLOADS }, objects: { versions: OBJECTS.length, deleteMarkers: 0 } },
    });
    await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
  }, 900_000);
});

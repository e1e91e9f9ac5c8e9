import { resolve } from 'node:path';
import {
  DeleteBucketCommand,
  HeadBucketCommand,
  ListPartsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { startS3Proxy } from '../conformance/servers/s3proxy.ts';
import type { Server } from '../conformance/servers/server.ts';
import { eventually } from '../support/poll.ts';
import { type Finished, run, type Started, start } from '../support/processes.ts';
import { startTestTemporal, type TestTemporal } from '../support/temporal.ts';
import { bucketWithUploads, listUploads } from './bucket-with-uploads.ts';

const COMMAND = resolve(__dirname, '..', '..', 'dist', 'client', 'bin.js');

/** 1,520 uploads, so two pages; two keys have ten uploads each. */
const KEYS = [
  ...Array.from({ length: 1_500 }, (_, i) => `videos/2026/clip ${String(i).padStart(4, '0')}.mp4`),
  ...Array.from({ length: 10 }, () => 'videos/2026/often.mp4'),
  ...Array.from({ length: 10 }, () => 'logs/größe & more.log'),
];

describe('against s3proxy', () => {
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

  function cleanUp(bucket: string, more: string[] = []): Promise<Finished> {
    const waits = ['--settle', '2s', '--quiet-period', '1s'];
    const args = ['start', bucket, '--all', '--follow', '--json', '--address', temporal.address, ...waits, ...more];
    return run(process.execPath, [COMMAND, ...args], { deadlineMs: 300_000 });
  }

  it('clears a bucket that its uploads keep from being deleted', async () => {
    const Bucket = 'recordings';
    await bucketWithUploads(s3, Bucket, KEYS);
    const refused = await s3.send(new DeleteBucketCommand({ Bucket })).catch((error) => error);
    const before = await listUploads(s3, Bucket);

    const { code, stdout } = await cleanUp(Bucket);

    const uploads = { selected: KEYS.length, gone: KEYS.length };
    expect(refused).toMatchObject({ $metadata: { httpStatusCode: 409 } });
    expect(before).toHaveLength(KEYS.length);
    expect({ code, report: JSON.parse(stdout) }).toMatchObject({ code: 0, report: { outcome: 'clean', uploads } });
    expect(await listUploads(s3, Bucket)).toEqual([]);
    await s3.send(new DeleteBucketCommand({ Bucket }));
    await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
  }, 420_000);

  // s3proxy 4.1.0 stores that part, lists it, and answers the second abort with NoSuchUpload.
  it('does not call clean an upload that got a part after its abort and that no further abort clears', async () => {
    const Bucket = 'late-parts';
    await bucketWithUploads(s3, Bucket, ['late.mp4']);
    const [{ Key, UploadId } = {}] = await listUploads(s3, Bucket);

    const cleaned = cleanUp(Bucket, ['--give-up-after', '1s']);
    await eventually(async () => (await listUploads(s3, Bucket)).length === 0);
    await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 2, Body: 'was in flight' }));
    const { code, stdout } = await cleaned;

    const { Parts } = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    const uploads = [{ key: Key, uploadId: UploadId, reason: 'PartsRemain' }];
    expect(Parts).toHaveLength(1);
    expect({ code, answer: JSON.parse(stdout) }).toMatchObject({
      code: 3,
      answer: { error: { type: 'UploadsRemain', details: { remaining: { PartsRemain: 1 }, uploads } } },
    });
  }, 120_000);
});

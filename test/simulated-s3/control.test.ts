import { AbortMultipartUploadCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { startFromArguments } from '../../simulated-s3/from-arguments.ts';
import { SimulatedS3Control } from '../../simulated-s3/index.ts';

import { rawGet } from './harness.ts';

let server: Awaited<ReturnType<typeof startFromArguments>>;
let control: SimulatedS3Control;
let client: S3Client;

beforeEach(async () => {
  server = await startFromArguments(['--uploads', '3', '--parts-per-upload', '2', '--bucket', 'films']);
  control = new SimulatedS3Control(server.ready.control);
  client = new S3Client({
    endpoint: server.ready.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'SIMULATED', secretAccessKey: 'simulated' },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  await server.stop();
});

const list = () => client.send(new ListMultipartUploadsCommand({ Bucket: 'films' }));

it('begins with the uploads the command line asks for', async () => {
  const { count, uploads } = await control.run('remaining', { bucket: 'films' });

  expect(count).toBe(3);
  expect(uploads[0]?.parts).toHaveLength(2);
  expect((await list()).Uploads).toHaveLength(3);
});

it.each([
  [46, 65],
  [31, 130],
])('begins with keys of %d and upload IDs of %d characters where the command line asks for them', async (key, id) => {
  const lengths = ['--key-length', String(key), '--id-length', String(id)];
  const other = await startFromArguments(['--uploads', '2', ...lengths]);

  const { uploads } = await new SimulatedS3Control(other.ready.control).run('remaining', { bucket: 'photos' });

  await other.stop();
  expect(uploads.map(({ key, uploadId }) => [key.length, uploadId.length])).toEqual([
    [key, id],
    [key, id],
  ]);
});

it('tells how many requests were served at once, at most', async () => {
  await control.run('setLatency', { ms: 100 });

  await Promise.all([list(), list(), list()]);
  await list();

  expect(await control.run('peakInFlight')).toBe(3);
});

it('seeds buckets and uploads with their behaviour', async () => {
  await control.run('createBucket', { bucket: 'more', repeatAbort: 'no-content' });
  await control.run('seedUploads', { bucket: 'more', count: 2, key: 'dir/{n}.mp4', abortsNeeded: 2 });

  const { uploads } = await control.run('remaining', { bucket: 'more' });
  for (const { key, uploadId } of uploads) {
    await client.send(new AbortMultipartUploadCommand({ Bucket: 'more', Key: key, UploadId: uploadId }));
  }

  expect(uploads.map(({ key }) => key)).toEqual(['dir/0000000.mp4', 'dir/0000001.mp4']);
  expect(await control.run('remaining', { bucket: 'more' })).toMatchObject({ count: 2 });
  expect(await control.run('settleViolations', { settleMs: 0 })).toHaveLength(2);
});

it('sets faults and removes them', async () => {
  const id = await control.run('fail', { kind: 'SlowDown', operation: 'ListMultipartUploads' });
  await expect(list()).rejects.toMatchObject({ name: 'SlowDown' });

  await control.run('remove', { id });
  await list();

  expect(await control.run('counts')).toEqual({ ListMultipartUploads: { 200: 1, 503: 1 } });
});

it('is reached during an outage of S3', async () => {
  await control.run('outage', { on: true });
  expect(await rawGet(`${server.ready.endpoint}/films?uploads`)).toBe('ECONNREFUSED');

  await control.run('outage', { on: false });
  await expect(list()).resolves.toMatchObject({ IsTruncated: false });
});

it('rejects what the server refuses', async () => {
  await expect(control.run('remaining', { bucket: 'missing' })).rejects.toBeInstanceOf(Error);
});

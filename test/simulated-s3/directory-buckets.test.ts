import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  CreateSessionCommand,
  type CreateSessionCommandInput,
  DeleteBucketCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandInput,
  ListPartsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { named, until, useSimulatedS3 } from './harness.ts';

const BUCKET = 'films--use1-az4--x-s3';
const here = useSimulatedS3();

beforeEach(() => here.s3.createBucket(BUCKET));

const list = (input: Partial<ListMultipartUploadsCommandInput> = {}) =>
  here.client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, ...input }));

const abort = (upload: { key: string; uploadId: string }, IfMatchInitiatedTime?: Date) =>
  here.client.send(new AbortMultipartUploadCommand({ ...named(upload, BUCKET), IfMatchInitiatedTime }));

it('opens one session, and serves uploads with keys as they are', async () => {
  const upload = { Bucket: BUCKET, Key: 'a/b c' };
  const { UploadId } = await here.client.send(new CreateMultipartUploadCommand(upload));
  await here.client.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: 'abc' }));
  const { Parts } = await here.client.send(new ListPartsCommand({ ...upload, UploadId }));

  expect(Parts).toMatchObject([{ Size: 3 }]);
  expect(here.s3.uploads(BUCKET)).toMatchObject([{ key: 'a/b c', uploadId: UploadId }]);
  expect(here.s3.log.count('CreateSession')).toBe(1);
});

it('refuses a zonal request without a session', async () => {
  const client = new S3Client({ ...here.s3.clientConfig(), disableS3ExpressSessionAuth: true, maxAttempts: 1 });

  const listing = client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));

  await expect(listing).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
});

it('refuses a session of another bucket', async () => {
  here.s3.createBucket('other--use1-az4--x-s3');
  const client = await clientWithSession({ Bucket: 'other--use1-az4--x-s3' });

  const listing = client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));

  await expect(listing).rejects.toMatchObject({ name: 'AccessDenied' });
});

it('lets a read-only session list and verify, but not abort', async () => {
  const upload = here.s3.seedUpload(BUCKET, { key: 'a' });
  const client = await clientWithSession({ Bucket: BUCKET, SessionMode: 'ReadOnly' });

  await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
  await client.send(new ListPartsCommand(named(upload, BUCKET)));
  const aborting = client.send(new AbortMultipartUploadCommand(named(upload, BUCKET)));

  await expect(aborting).rejects.toMatchObject({ name: 'AccessDenied' });
});

it('refuses a session that has expired', async () => {
  await list();

  here.advance(300_000);

  await expect(list()).rejects.toMatchObject({ name: 'ExpiredToken', $metadata: { httpStatusCode: 400 } });
});

it('gives sessions of the length asked for, which the SDK renews in their last minute', async () => {
  const s3 = await SimulatedS3.start({ sessionLifetimeMs: 59_000 });
  s3.createBucket(BUCKET);
  const client = new S3Client(s3.clientConfig());

  await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
  await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
  await until(() => s3.log.count('CreateSession') === 2);
  await s3.stop();

  expect(s3.log.count('ListMultipartUploads', 200)).toBe(2);
});

it('is never asked again for a session by a client whose first CreateSession failed', async () => {
  here.s3.fail({ kind: 'SlowDown', operation: 'CreateSession', times: 1 });

  await expect(list()).rejects.toMatchObject({ name: 'SlowDown' });
  await expect(list()).rejects.toMatchObject({ name: 'SlowDown' });

  expect(here.s3.log.counts()).toEqual({ CreateSession: { 503: 1 } });
});

it('lists in no order of the keys, and pages by an opaque key marker alone', async () => {
  here.s3.seedUploads(BUCKET, 500, (i) => ({ key: `key-${i}` }));

  const seen: Array<string | undefined> = [];
  let page = await list({ MaxUploads: 120 });
  for (;;) {
    seen.push(...(page.Uploads ?? []).map(({ Key }) => Key));
    if (!page.IsTruncated) break;
    expect(seen).not.toContain(page.NextKeyMarker);
    expect(page.NextUploadIdMarker).toBeUndefined();
    page = await list({ MaxUploads: 120, KeyMarker: page.NextKeyMarker });
  }

  expect(new Set(seen).size).toBe(500);
  expect(seen).not.toEqual([...seen].sort());
});

it('goes on from an opaque marker after its upload was aborted', async () => {
  here.s3.seedUploads(BUCKET, 4, (i) => ({ key: `key-${i}` }));
  const page = await list({ MaxUploads: 2 });
  for (const { Key = '', UploadId = '' } of page.Uploads ?? []) await abort({ key: Key, uploadId: UploadId });

  const rest = await list({ KeyMarker: page.NextKeyMarker });

  expect(rest.Uploads).toHaveLength(2);
});

it('rolls keys up at the slash, each group once', async () => {
  here.s3.seedUploads(BUCKET, 40, (i) => ({ key: `${i % 4}/${i}` }));

  const seen: Array<string | undefined> = [];
  let page = await list({ Delimiter: '/', MaxUploads: 3 });
  for (;;) {
    seen.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
    if (!page.IsTruncated) break;
    page = await list({ Delimiter: '/', MaxUploads: 3, KeyMarker: page.NextKeyMarker });
  }

  expect(seen.sort()).toEqual(['0/', '1/', '2/', '3/']);
});

it.each([
  ['a prefix that does not end in a slash', { Prefix: 'dir' }, 'InvalidArgument', 400],
  ['another delimiter than the slash', { Delimiter: '-' }, 'InvalidArgument', 400],
  ['a key marker it did not give', { KeyMarker: 'a' }, 'InvalidArgument', 400],
  ['an upload-id-marker', { KeyMarker: 'a', UploadIdMarker: 'b' }, 'NotImplemented', 501],
  ['a request payer', { RequestPayer: 'requester' }, 'NotImplemented', 501],
] as const)('refuses %s', async (_, input, name, httpStatusCode) => {
  await expect(list(input)).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
});

it('aborts an upload whose time of initiation matches in whole seconds', async () => {
  const upload = here.s3.seedUpload(BUCKET, { key: 'a', initiated: '2026-01-02T03:04:05.678Z' });

  await abort(upload, new Date('2026-01-02T03:04:05.000Z'));

  expect(here.s3.uploads(BUCKET)).toEqual([]);
});

it('refuses to abort an upload that was initiated at another time', async () => {
  const upload = here.s3.seedUpload(BUCKET, { key: 'a', initiated: '2026-01-02T03:04:05Z' });

  const aborting = abort(upload, new Date('2026-01-02T03:04:06Z'));

  await expect(aborting).rejects.toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
  expect(here.s3.uploads(BUCKET)).toHaveLength(1);
});

it('answers 204 to a conditional abort of an upload that is not there', async () => {
  const { $metadata } = await abort({ key: 'a', uploadId: 'unknown' }, new Date(0));

  expect($metadata.httpStatusCode).toBe(204);
});

it('refuses deletion while an upload is in progress', async () => {
  const upload = here.s3.seedUpload(BUCKET, { key: 'a' });
  const deletion = () => here.client.send(new DeleteBucketCommand({ Bucket: BUCKET }));

  await expect(deletion()).rejects.toMatchObject({ name: 'BucketNotEmpty', $metadata: { httpStatusCode: 409 } });
  await abort(upload);
  await deletion();

  expect(here.s3.hasBucket(BUCKET)).toBe(false);
});

it('lets a bucket be deleted without a session', async () => {
  const client = new S3Client({ ...here.s3.clientConfig(), disableS3ExpressSessionAuth: true, maxAttempts: 1 });

  await client.send(new DeleteBucketCommand({ Bucket: BUCKET }));

  expect(here.s3.hasBucket(BUCKET)).toBe(false);
  expect(here.s3.log.count('CreateSession')).toBe(0);
});

async function clientWithSession(input: CreateSessionCommandInput): Promise<S3Client> {
  const { Credentials } = await here.client.send(new CreateSessionCommand(input));
  const identity = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
  const s3ExpressIdentityProvider = { getS3ExpressIdentity: async () => identity };
  return new S3Client({ ...here.s3.clientConfig(), s3ExpressIdentityProvider, maxAttempts: 1 });
}

it('refuses a DeleteBucket of a directory bucket that names the owner expected, whoever that is', async () => {
  const deletion = new DeleteBucketCommand({ Bucket: BUCKET, ExpectedBucketOwner: '111122223333' });

  await expect(here.client.send(deletion)).rejects.toMatchObject({
    name: 'NotImplemented',
    $metadata: { httpStatusCode: 501 },
  });
});

import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { named, useSimulatedS3 } from './harness.ts';

const here = useSimulatedS3();

type UploadName = Parameters<typeof named>[0];
const abort = (upload: UploadName) => here.client.send(new AbortMultipartUploadCommand(named(upload)));
const verify = (upload: UploadName) =>
  here.client.send(new ListPartsCommand(named(upload))).catch((error: Error) => error.name);

it('records each request with what matters of it', async () => {
  here.s3.createBucket('paid', { requesterPays: true });
  const headers = { RequestPayer: 'requester', ExpectedBucketOwner: '111122223333' } as const;
  const upload = here.s3.seedUpload('paid', { key: 'a' });

  await here.client.send(new AbortMultipartUploadCommand({ ...named(upload, 'paid'), ...headers }));

  expect(here.s3.log.entries).toMatchObject([
    {
      operation: 'AbortMultipartUpload',
      bucket: 'paid',
      key: 'a',
      uploadId: upload.uploadId,
      status: 204,
      requestPayer: 'requester',
      expectedBucketOwner: '111122223333',
    },
  ]);
});

it('counts requests by operation and status, also without entries', async () => {
  const s3 = await SimulatedS3.start({ log: 'counts' });
  s3.createBucket('photos');
  const client = new S3Client({ ...s3.clientConfig(), maxAttempts: 1 });
  const list = () => client.send(new ListMultipartUploadsCommand({ Bucket: 'photos' })).catch(() => undefined);
  s3.fail({ kind: 'SlowDown', times: 1 });

  for (let i = 0; i < 3; i += 1) await list();
  await s3.stop();

  expect(s3.log.counts()).toEqual({ ListMultipartUploads: { 200: 2, 503: 1 } });
  expect(s3.log.count('ListMultipartUploads')).toBe(3);
  expect(s3.log.entries).toEqual([]);
});

it('names an upload that was aborted and never verified', async () => {
  const upload = here.s3.seedUpload('photos', { key: 'a' });
  await abort(upload);

  expect(here.s3.log.settleViolations(0)).toMatchObject([{ uploadId: upload.uploadId, problem: 'unverified' }]);
});

it('names an upload whose verification came too early', async () => {
  const upload = here.s3.seedUpload('photos', { key: 'a' });
  await abort(upload);
  here.advance(9_000);
  await verify(upload);

  expect(here.s3.log.settleViolations(10_000)).toMatchObject([{ problem: 'verified too early' }]);
  expect(here.s3.log.settleViolations(9_000)).toEqual([]);
});

it('judges by the last verification after the last abort', async () => {
  const upload = here.s3.seedUpload('photos', { key: 'a', abortsNeeded: 2, parts: [{ size: 1 }] });
  await abort(upload);
  here.advance(10_000);
  await verify(upload);
  expect(here.s3.log.settleViolations(10_000)).toMatchObject([{ problem: 'unverified' }]);

  await abort(upload);
  await verify(upload);
  here.advance(10_000);
  await verify(upload);
  expect(here.s3.log.settleViolations(10_000)).toEqual([]);
});

it('wants another verification after another abort', async () => {
  const upload = here.s3.seedUpload('photos', { key: 'a', latePart: { afterMs: 60_000 } });
  await abort(upload);
  await verify(upload);
  here.advance(60_000);
  await abort(upload);

  expect(here.s3.log.settleViolations(0)).toMatchObject([{ problem: 'unverified' }]);
});

it('takes a failed abort for none, and judges uploads of deleted buckets, too', async () => {
  const [refused, aborted] = ['refused', 'aborted'].map((key) => here.s3.seedUpload('photos', { key }));
  here.s3.fail({ kind: 'SlowDown', key: 'refused' });
  await abort(refused as UploadName).catch(() => undefined);
  await abort(aborted as UploadName);
  here.s3.removeBucket('photos');

  expect(here.s3.log.settleViolations(0)).toMatchObject([{ key: 'aborted' }]);
});

it('says when an upload was last aborted, and when first found gone', async () => {
  const upload = here.s3.seedUpload('photos', { key: 'a' });
  await abort(upload);
  await verify(upload);
  here.advance(60_000);
  await verify(upload);

  const { log } = here.s3;
  const abortedAt = log.lastAbortAt(upload.uploadId) ?? 0;
  const firstGone = log.firstVerifiedGoneAt(upload.uploadId) ?? 0;
  expect(firstGone).toBeGreaterThanOrEqual(abortedAt);
  expect((log.lastVerifiedGoneAt(upload.uploadId) ?? 0) - firstGone).toBeGreaterThanOrEqual(60_000);
});

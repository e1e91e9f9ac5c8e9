import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  NoSuchUpload,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { named, useSimulatedS3 } from './harness.ts';

const here = useSimulatedS3();

type UploadName = Parameters<typeof named>[0];
const abort = (upload: UploadName, bucket?: string) =>
  here.client.send(new AbortMultipartUploadCommand(named(upload, bucket)));
const listParts = (upload: UploadName) => here.client.send(new ListPartsCommand(named(upload)));

it('keeps the parts of an upload with the sizes of their data, and completes it', async () => {
  const upload = { Bucket: 'photos', Key: 'a b/c+d//e' };
  const { UploadId } = await here.client.send(new CreateMultipartUploadCommand(upload));
  const Body = Readable.from([Buffer.alloc(70_000)]);
  const part = { ...upload, UploadId, PartNumber: 1, Body, ContentLength: 70_000 };
  const { ETag } = await here.client.send(new UploadPartCommand(part));

  const { Parts } = await here.client.send(new ListPartsCommand({ ...upload, UploadId }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await here.client.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload }));
  const { Uploads } = await here.client.send(new ListMultipartUploadsCommand({ Bucket: 'photos' }));

  expect(Uploads).toBeUndefined();
  expect(Parts).toMatchObject([{ PartNumber: 1, Size: 70_000, ETag }]);
  expect(here.s3.hasObject('photos', upload.Key)).toBe(true);
  expect(here.s3.uploads('photos')).toEqual([]);
});

it('frees an upload at its abort: ListParts then answers NoSuchUpload', async () => {
  const upload = here.s3.seedUpload('photos', { key: 'a', parts: [{ size: 5 }] });

  const { $metadata } = await abort(upload);

  expect($metadata.httpStatusCode).toBe(204);
  await expect(listParts(upload)).rejects.toBeInstanceOf(NoSuchUpload);
  expect(here.s3.upload('photos', upload.uploadId)).toBeUndefined();
});

it('aborts one upload of a key and leaves the others', async () => {
  const [first, second] = [1, 2].map(() => here.s3.seedUpload('photos', { key: 'a' }));

  await abort(first as UploadName);

  expect(here.s3.uploads('photos').map(({ uploadId }) => uploadId)).toEqual([second?.uploadId]);
});

it('answers NoSuchUpload to an abort of an upload ID it never gave, or gave for another key', async () => {
  const upload = here.s3.seedUpload('photos', { key: 'a' });

  await expect(abort({ key: 'a', uploadId: 'unknown' })).rejects.toMatchObject({ name: 'NoSuchUpload' });
  await expect(abort({ ...upload, key: 'b' })).rejects.toMatchObject({ name: 'NoSuchUpload' });
});

it.each([
  ['no-such-upload', 404],
  ['no-content', 204],
] as const)('answers a repeated abort as the bucket says: %s', async (repeatAbort, status) => {
  here.s3.createBucket('repeats', { repeatAbort });
  const upload = here.s3.seedUpload('repeats', { key: 'a' });
  await abort(upload, 'repeats');

  await abort(upload, 'repeats').catch(() => undefined);

  expect(here.s3.log.aborts(upload.uploadId).map((entry) => entry.status)).toEqual([204, status]);
});

it('answers NoSuchUpload to ListParts of an upload that was completed between listing and abort', async () => {
  const upload = { Bucket: 'photos', Key: 'a' };
  const { UploadId = '' } = await here.client.send(new CreateMultipartUploadCommand(upload));
  const { ETag } = await here.client.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: 'x' }));
  here.s3.onRequest(async ({ operation }) => {
    if (operation !== 'AbortMultipartUpload') return;
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await here.client.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload }));
  });

  await expect(abort({ key: 'a', uploadId: UploadId })).rejects.toMatchObject({ name: 'NoSuchUpload' });
  await expect(listParts({ key: 'a', uploadId: UploadId })).rejects.toMatchObject({ name: 'NoSuchUpload' });
  expect(here.s3.hasObject('photos', 'a')).toBe(true);
});

it('pages through parts, and fills the next marker on the last page, too', async () => {
  const parts = Array.from({ length: 5 }, (_, i) => ({ size: i + 1, modified: '2026-01-01T00:00:00.000Z' }));
  const upload = here.s3.seedUpload('photos', { key: 'a', parts });
  const page = (PartNumberMarker?: string) =>
    here.client.send(new ListPartsCommand({ ...named(upload), MaxParts: 3, PartNumberMarker }));

  const first = await page();
  const last = await page(first.NextPartNumberMarker);

  expect(first).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '3' });
  expect(last).toMatchObject({ IsTruncated: false, NextPartNumberMarker: '5' });
  expect([...(first.Parts ?? []), ...(last.Parts ?? [])].map(({ Size }) => Size)).toEqual([1, 2, 3, 4, 5]);
});

it('leaves Parts undefined when an upload has none', async () => {
  const upload = here.s3.seedUpload('photos', { key: 'a' });

  const { Parts, IsTruncated } = await listParts(upload);

  expect(Parts).toBeUndefined();
  expect(IsTruncated).toBe(false);
});

it('refuses to complete with a part it does not hold', async () => {
  const upload = here.s3.seedUpload('photos', { key: 'a', parts: [{ size: 1 }] });
  const MultipartUpload = { Parts: [{ PartNumber: 2, ETag: '"x"' }] };

  const completion = here.client.send(new CompleteMultipartUploadCommand({ ...named(upload), MultipartUpload }));

  await expect(completion).rejects.toMatchObject({ name: 'InvalidPart' });
  expect(here.s3.uploads('photos')).toHaveLength(1);
});

it("gives upload IDs of AWS's length and alphabet, the same for the same seed", async () => {
  const upload = here.s3.seedUpload('photos', { key: 'a' });

  expect(upload.uploadId).toMatch(/^[\w-]{88}$/);
});

it('refuses keys of more than 1,024 bytes in UTF-8', async () => {
  const create = (Key: string) => here.client.send(new CreateMultipartUploadCommand({ Bucket: 'photos', Key }));

  await expect(create('é'.repeat(512))).resolves.toMatchObject({ UploadId: expect.any(String) });
  await expect(create(`${'é'.repeat(512)}a`)).rejects.toMatchObject({ name: 'KeyTooLongError' });
});

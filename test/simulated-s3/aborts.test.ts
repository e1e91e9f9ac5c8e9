import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { UploadSpec } from '../../simulated-s3/index.ts';
import { named, useSimulatedS3 } from './harness.ts';

const here = useSimulatedS3();

type UploadName = Parameters<typeof named>[0];
const abort = (upload: UploadName) => here.client.send(new AbortMultipartUploadCommand(named(upload)));
const seed = (spec: Omit<UploadSpec, 'key'>) =>
  here.s3.seedUpload('photos', { key: 'a', parts: [{ size: 1 }, { size: 2 }], ...spec });

/** What a client sees of the upload: whether it is listed, and how many parts ListParts tells. */
async function look(upload: UploadName): Promise<{ listed: boolean; parts: number | 'NoSuchUpload' }> {
  const { Uploads } = await here.client.send(new ListMultipartUploadsCommand({ Bucket: 'photos' }));
  const parts = await here.client.send(new ListPartsCommand(named(upload))).then(
    ({ Parts }) => Parts?.length ?? 0,
    (error: Error) => error.name as 'NoSuchUpload',
  );
  return { listed: Uploads !== undefined, parts };
}

it('answers 204 to an abort that leaves the upload in place, as often as the upload says', async () => {
  const upload = seed({ abortsNeeded: 3 });

  await abort(upload);
  await abort(upload);
  expect(await look(upload)).toEqual({ listed: true, parts: 2 });

  await abort(upload);
  expect(await look(upload)).toEqual({ listed: false, parts: 'NoSuchUpload' });
});

it('leaves a completed upload listed, where the bucket does so, and destroys its object with an abort', async () => {
  here.s3.createBucket('forgetful', { completedUploads: 'remnant' });
  const { UploadId } = await here.client.send(new CreateMultipartUploadCommand({ Bucket: 'forgetful', Key: 'a' }));
  const upload = { Bucket: 'forgetful', Key: 'a', UploadId };
  const { ETag } = await here.client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'part' }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  const completed = await here.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));

  const { Uploads } = await here.client.send(new ListMultipartUploadsCommand({ Bucket: 'forgetful' }));
  expect(Uploads?.map(({ Key }) => Key)).toEqual(['a']);
  expect(completed.ETag).toMatch(/-1"$/);
  expect(here.s3.canRead('forgetful', 'a')).toBe(true);

  await here.client.send(new AbortMultipartUploadCommand(upload));
  expect(here.s3.hasObject('forgetful', 'a')).toBe(true);
  expect(here.s3.canRead('forgetful', 'a')).toBe(false);
  const object = { Bucket: 'forgetful', Key: 'a' };
  await expect(here.client.send(new GetObjectCommand(object))).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect((await here.client.send(new HeadObjectCommand(object))).ContentLength).toBe(4);
});

it('leaves an upload listed with zero parts after an abort that removed only its parts', async () => {
  const upload = seed({ abortsNeeded: 2, abortsDropParts: true });

  await abort(upload);
  expect(await look(upload)).toEqual({ listed: true, parts: 0 });

  await abort(upload);
  expect(await look(upload)).toEqual({ listed: false, parts: 'NoSuchUpload' });
});

it('brings an upload back when a part lands after its abort, until it is aborted again', async () => {
  const upload = seed({ latePart: { afterMs: 5000 } });
  await abort(upload);
  expect(await look(upload)).toEqual({ listed: false, parts: 'NoSuchUpload' });

  here.advance(5000);
  expect(await look(upload)).toEqual({ listed: true, parts: 1 });

  await abort(upload);
  here.advance(5000);
  expect(await look(upload)).toEqual({ listed: false, parts: 'NoSuchUpload' });
});

it('lands a late part after as many aborts as the upload says', async () => {
  const upload = seed({ latePart: { afterMs: 1, times: 2 } });

  for (const expected of [true, true, false]) {
    await abort(upload);
    here.advance(10);
    expect(await look(upload)).toMatchObject({ listed: expected });
  }
});

it('goes on listing an upload for a while after an abort that returned early', async () => {
  const upload = seed({ listedForMs: 5000 });
  await abort(upload);
  expect(await look(upload)).toEqual({ listed: true, parts: 'NoSuchUpload' });

  here.advance(5000);
  expect(await look(upload)).toEqual({ listed: false, parts: 'NoSuchUpload' });
});

it('treats the uploads of a rule alike, those created through S3, too', async () => {
  const remove = here.s3.behave({ key: 'slow/', abortsNeeded: 2 });
  const slow = here.s3.seedUpload('photos', { key: 'slow/a' });
  const quick = here.s3.seedUpload('photos', { key: 'quick/a' });

  await Promise.all([abort(slow), abort(quick)]);
  expect(here.s3.uploads('photos').map(({ key }) => key)).toEqual(['slow/a']);

  remove();
  await abort(slow);
  expect(here.s3.uploads('photos')).toEqual([]);
});

it.each([
  ['land', ['a']],
  ['refused', []],
] as const)('lets a part that was under way at the abort be %s', async (partsInFlight, left) => {
  here.s3.createBucket('racing', { partsInFlight });
  const upload = here.s3.seedUpload('racing', { key: 'a' });
  here.s3.onRequest(async ({ operation }) => {
    if (operation !== 'UploadPart') return;
    await here.client.send(new AbortMultipartUploadCommand(named(upload, 'racing')));
  });

  const part = new UploadPartCommand({ ...named(upload, 'racing'), PartNumber: 1, Body: 'x' });
  await here.client.send(part).catch(() => undefined);

  expect(here.s3.uploads('racing').map(({ key }) => key)).toEqual(left);
});

it.each([
  ['no-such-upload', 'NoSuchUpload'],
  ['no-such-key', 'NoSuchKey'],
  ['not-found', undefined],
] as const)('answers a ListParts of a missing upload as the bucket says: %s', async (missingUpload, code) => {
  here.s3.createBucket('other', { missingUpload });
  const upload = here.s3.seedUpload('other', { key: 'a', parts: [{ size: 1 }] });
  await here.client.send(new AbortMultipartUploadCommand(named(upload, 'other')));

  await expect(here.client.send(new ListPartsCommand(named(upload, 'other')))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 404 },
    ...(code && { name: code }),
  });
});

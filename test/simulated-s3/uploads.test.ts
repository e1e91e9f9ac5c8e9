import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { SimulatedS3 } from '../../simulated-s3/index.ts';

let s3: SimulatedS3;
let client: S3Client;

beforeEach(async () => {
  s3 = await SimulatedS3.start();
  client = new S3Client({ ...s3.clientConfig(), maxAttempts: 1 });
  s3.createBucket('photos');
});

afterEach(async () => {
  client.destroy();
  await s3.stop();
});

const abort = (upload: { key: string; uploadId: string }) =>
  client.send(new AbortMultipartUploadCommand({ Bucket: 'photos', Key: upload.key, UploadId: upload.uploadId }));

const listParts = (upload: { key: string; uploadId: string }) =>
  client.send(new ListPartsCommand({ Bucket: 'photos', Key: upload.key, UploadId: upload.uploadId }));

it('keeps the parts of an upload with their decoded sizes, and completes it', async () => {
  const upload = { Bucket: 'photos', Key: 'a b/c+d' };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(upload));
  const part = { ...upload, UploadId, PartNumber: 1, Body: Buffer.alloc(70_000) };
  const { ETag } = await client.send(new UploadPartCommand(part));

  const listed = await client.send(new ListPartsCommand({ ...upload, UploadId }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await client.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload }));

  expect(listed.Parts?.map(({ Size }) => Size)).toEqual([70_000]);
  expect(s3.hasObject('photos', 'a b/c+d')).toBe(true);
  expect(s3.uploads('photos')).toEqual([]);
});

it('answers 204 to an abort, then NoSuchUpload to ListParts and to another abort', async () => {
  const upload = s3.seedUpload('photos', { key: 'a', parts: [{ size: 5 }] });

  const { $metadata } = await abort(upload);

  expect($metadata.httpStatusCode).toBe(204);
  await expect(listParts(upload)).rejects.toMatchObject({ name: 'NoSuchUpload', $metadata: { httpStatusCode: 404 } });
  await expect(abort(upload)).rejects.toMatchObject({ name: 'NoSuchUpload', $metadata: { httpStatusCode: 404 } });
});

import { ListMultipartUploadsCommand, type ListMultipartUploadsCommandInput, S3Client } from '@aws-sdk/client-s3';
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

const list = (input: Partial<ListMultipartUploadsCommandInput> = {}) =>
  client.send(new ListMultipartUploadsCommand({ Bucket: 'photos', ...input }));

it('lists by key in UTF-8 byte order, then by time of initiation', async () => {
  s3.seedUpload('photos', { key: '\u{1F600}', uploadId: 'astral' });
  s3.seedUpload('photos', { key: '\uFFFD', uploadId: 'last of the plane' });
  s3.seedUpload('photos', { key: 'a', uploadId: 'younger', initiated: '2026-01-02T00:00:00Z' });
  s3.seedUpload('photos', { key: 'a', uploadId: 'older', initiated: '2026-01-01T00:00:00Z' });

  const { Uploads } = await list();

  expect(Uploads?.map(({ UploadId }) => UploadId)).toEqual(['older', 'younger', 'last of the plane', 'astral']);
});

it('pages through a million-like bucket without loss or repetition', async () => {
  s3.seedUploads('photos', 5000, (i) => ({ key: `key-${(i * 7919) % 1000}` }));

  const seen: string[] = [];
  let page = await list({ MaxUploads: 300 });
  for (;;) {
    seen.push(...(page.Uploads ?? []).map(({ UploadId }) => UploadId ?? ''));
    if (!page.IsTruncated) break;
    page = await list({ MaxUploads: 300, KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker });
  }

  expect(seen).toHaveLength(5000);
  expect(new Set(seen).size).toBe(5000);
});

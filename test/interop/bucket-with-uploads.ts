import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type MultipartUpload,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

const IN_FLIGHT = 16;

/** Makes a bucket with one upload of one part for each key; a key may come more than once. */
export async function bucketWithUploads(s3: S3Client, Bucket: string, keys: string[]): Promise<void> {
  await createBucket(s3, Bucket);
  await forEach(keys, (key) => initiate(s3, Bucket, key, 1));
}

export async function createBucket(s3: S3Client, Bucket: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket }));
}

/** Of 0, 1 and 2 parts in turn. Answers how many there are: a store may refuse a key. */
export async function initiateUploads(s3: S3Client, Bucket: string, keys: string[]): Promise<number> {
  let refused = 0;
  await forEach(keys, async (key, n) => {
    await initiate(s3, Bucket, key, n % 3).catch(() => {
      refused += 1;
    });
  });
  return keys.length - refused;
}

async function initiate(s3: S3Client, Bucket: string, Key: string, parts: number): Promise<void> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  for (let PartNumber = 1; PartNumber <= parts; PartNumber += 1) {
    await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: `part of ${Key}` }));
  }
}

async function forEach(keys: string[], handle: (key: string, n: number) => Promise<void>): Promise<void> {
  const left = [...keys.entries()];
  const lane = async () => {
    for (let next = left.pop(); next; next = left.pop()) await handle(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

/** All incomplete uploads, page by page, as the SDK gives them. */
export async function listUploads(s3: S3Client, Bucket: string): Promise<MultipartUpload[]> {
  const uploads: MultipartUpload[] = [];
  let marker = {};
  for (;;) {
    const page = await s3.send(new ListMultipartUploadsCommand({ Bucket, ...marker }));
    uploads.push(...(page.Uploads ?? []));
    if (!page.IsTruncated) return uploads;
    marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

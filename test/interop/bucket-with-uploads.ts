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
  await s3.send(new CreateBucketCommand({ Bucket }));
  const left = [...keys];
  const worker = async () => {
    for (let key = left.pop(); key !== undefined; key = left.pop()) await uploadPart(s3, Bucket, key);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

async function uploadPart(s3: S3Client, Bucket: string, Key: string): Promise<void> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: `part of ${Key}` }));
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

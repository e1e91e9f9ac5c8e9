import { DeleteObjectCommand, PutBucketVersioningCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** With a second version of each and some delete markers more than a page. */
const KEYS = ['a b+c.jpg', 'größe/✓.jpg', '<&>.jpg', ...Array.from({ length: 500 }, (_, n) => `done/${n}.jpg`)];
const DELETED = KEYS.slice(0, 20);

const IN_FLIGHT = 16;

/** Fills a bucket; answers what it holds. */
export async function putObjects(
  s3: S3Client,
  Bucket: string,
  isVersioned: boolean,
): Promise<{ versions: number; deleteMarkers: number }> {
  if (!isVersioned) {
    await putAll(s3, Bucket);
    return { versions: KEYS.length, deleteMarkers: 0 };
  }
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  await putAll(s3, Bucket);
  await putAll(s3, Bucket);
  for (const Key of DELETED) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  return { versions: KEYS.length * 2, deleteMarkers: DELETED.length };
}

async function putAll(s3: S3Client, Bucket: string): Promise<void> {
  const left = [...KEYS];
  const lane = async () => {
    for (let Key = left.pop(); Key !== undefined; Key = left.pop()) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

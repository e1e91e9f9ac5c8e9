import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import type { SimulatedS3 } from '../../../simulated-s3/index.ts';

/** Everything that a bucket holds: uploads with their parts, versions, delete markers. */
export async function contentsOf(s3: SimulatedS3, bucket: string): Promise<unknown> {
  const client = new S3Client(s3.clientConfig());
  const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  client.destroy();
  const versions = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => `${Key} ${VersionId}`);
  return { uploads: s3.uploads(bucket).sort((a, b) => (a.uploadId < b.uploadId ? -1 : 1)), versions };
}

/** A bucket in use: uploads and objects of others, some of them with names that look much like those of a check. */
export function bucketInUse(s3: SimulatedS3, bucket: string, options = {}): void {
  s3.createBucket(bucket, options);
  const keys = ['a', 'logs/1', 's3-cleanup-check-', 's3-cleanup-check-0123456789abcdef-001-a', 'zzz', '～', 'a'];
  s3.seedUploads(bucket, keys.length, (at) => ({ key: keys[at] ?? '', parts: [{ size: 1 + at }] }));
  s3.seedObjects(bucket, keys.length, (at) => ({ key: keys[at] ?? '' }));
}

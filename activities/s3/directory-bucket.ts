/**
 * Whether a name is that of a directory bucket, or of an access point of one: `name--zone--x-s3`, `name--zone--xa-s3`.
 * Source: S3 user guide, directory bucket naming rules.
 */
export function isDirectoryBucket(bucket: string): boolean {
  return /--xa?-s3$/.test(bucket) || bucket.startsWith('arn:aws:s3express:');
}

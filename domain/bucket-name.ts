/** What the name of a bucket says. Used on both sides of the workflow sandbox, so it imports nothing. */

const GENERAL_PURPOSE = /^(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const ARN = /^arn:aws[a-z-]*:s3(express|-outposts)?:[a-z0-9-]*:\d{0,12}:[A-Za-z0-9/:._-]+$/;

/** Bucket name, directory bucket name, access point alias or ARN. S3: bucketnamingrules. */
export function isBucketName(bucket: string): boolean {
  return GENERAL_PURPOSE.test(bucket) || ARN.test(bucket);
}

/**
 * A directory bucket, or an access point of one: `name--zone--x-s3`, `name--zone--xa-s3`, or its ARN.
 * Source: S3 user guide, directory bucket naming rules.
 */
export function isDirectoryBucket(bucket: string): boolean {
  return /--xa?-s3$/.test(bucket) || (bucket.startsWith('arn:aws') && bucket.includes(':s3express:'));
}

/** What the name of a bucket says. Used on both sides of the workflow sandbox, so it imports nothing. */

/**
 * Wider than the rules of today. Buckets of us-east-1 from before March 2018 may have 255 characters, upper case and underscores; other
 * stores take short names, too. Whether a bucket of that name exists is for S3 to say.
 */
const GENERAL_PURPOSE = /^(?!\d+\.\d+\.\d+\.\d+$)[A-Za-z0-9_][A-Za-z0-9._-]{0,254}$/;
const ARN = /^arn:aws[a-z-]*:s3(express|-outposts)?:[a-z0-9-]*:\d{0,12}:[A-Za-z0-9/:._-]+$/;

/** Bucket name, directory bucket name, access point alias or ARN. S3: bucketnamingrules, and those of earlier times. */
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

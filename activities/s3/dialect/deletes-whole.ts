/**
 * Whether a store deletes a bucket with all that is in it, where S3 answers BucketNotEmpty. SeaweedFS does with
 * `-s3.allowDeleteBucketNotEmpty`, its default for long, and says in each answer who it is. docs/compatibility.md, Others: "deletes a bucket with
 * all that is in it".
 */
export function deletesWhole(server = ''): boolean {
  return /^SeaweedFS\b/i.test(server);
}

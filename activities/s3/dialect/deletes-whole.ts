/**
 * Whether a store deletes a bucket with all that is in it, where S3 answers BucketNotEmpty. SeaweedFS does, unless it is started with
 * `-s3.allowDeleteBucketNotEmpty=false`, and says in each answer who it is. docs/compatibility.md, Others: "deletes a bucket with
 * all that is in it".
 */
export function deletesWhole(server = ''): boolean {
  return /^SeaweedFS\b/i.test(server);
}

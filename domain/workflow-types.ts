/** The workflows by the names that Temporal knows them by: those of the functions of `workflows/`. */
export const CLEANUP_WORKFLOW = 'cleanupMultipartUploads';
export const RANGE_WORKFLOW = 'cleanKeyRange';
export const PREPARATION_WORKFLOW = 'prepareBucketDeletion';
export const EMPTYING_WORKFLOW = 'emptyBucket';
export const FLEET_WORKFLOW = 'cleanupBuckets';

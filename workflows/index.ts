export { s3CleanupService } from '../nexus-service.ts';
export { cleanKeyRange } from './clean-key-range.ts';
export { cleanupBuckets } from './cleanup-buckets.ts';
export { cleanupMultipartUploads } from './cleanup-multipart-uploads.ts';
export type {
  CleanupInput,
  CleanupReport,
  CleanupStatus,
  Duration,
  LimitsInForce,
  Phase,
  RemainingUpload,
  Select,
  Tune,
  UploadCounts,
  UploadsRemainDetails,
} from './contract.ts';
export { emptyBucket } from './empty-bucket.ts';
export type { BucketCounts, FleetInput, FleetReport, FleetRow, FleetStatus } from './fleet-contract.ts';
export { pauseSignal, resumeSignal, statusQuery, tuneUpdate } from './messages.ts';
export { prepareBucketDeletion } from './prepare-bucket-deletion.ts';
export type {
  ObjectCounts,
  PrepareFailureDetails,
  PrepareInput,
  PreparePhase,
  PrepareReport,
  PrepareStatus,
} from './prepare-contract.ts';

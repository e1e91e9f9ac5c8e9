export type {
  CleanupInput,
  CleanupReport,
  CleanupStatus,
  Duration,
  LimitsInForce,
  Phase,
  RemainingUpload,
  Select,
  TooManyUploadsDetails,
  Tune,
  UploadCounts,
  UploadsRemainDetails,
} from './cleanup/contract.ts';
export { cleanKeyRange } from './cleanup/key-range.ts';
export { cleanupMultipartUploads } from './cleanup/workflow.ts';
export { pauseSignal, resumeSignal, statusQuery, tuneUpdate } from './durable/messages.ts';
export { emptyBucket } from './empty/workflow.ts';
export type { BucketCounts, FleetInput, FleetReport, FleetRow, FleetStatus } from './fleet/contract.ts';
export { cleanupBuckets } from './fleet/workflow.ts';
export { s3CleanupService } from './nexus-service.ts';
export type {
  ObjectCounts,
  PrepareFailureDetails,
  PrepareInput,
  PreparePhase,
  PrepareReport,
  PrepareStatus,
} from './prepare/contract.ts';
export { prepareBucketDeletion } from './prepare/workflow.ts';

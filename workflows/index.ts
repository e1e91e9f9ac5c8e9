export { cleanKeyRange } from './clean-key-range.ts';
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
export { pauseSignal, resumeSignal, statusQuery, tuneUpdate } from './messages.ts';

export {
  CleanupFailure,
  type CleanupFailureType,
  CleanupHandle,
  type CleanupSnapshot,
  type FollowOptions,
  S3CleanupClient,
} from './client/index.ts';
export { S3CleanupPlugin, type S3CleanupPluginOptions, type S3ConnectionConfig } from './worker/index.ts';
export type {
  CleanupInput,
  CleanupReport,
  CleanupStatus,
  Duration,
  Select,
  TooManyUploadsDetails,
  Tune,
  UploadsRemainDetails,
} from './workflows/cleanup/contract.ts';
export type { FleetInput, FleetReport, FleetRow, FleetStatus } from './workflows/fleet/contract.ts';
export type {
  PrepareFailureDetails,
  PrepareInput,
  PrepareReport,
  PrepareStatus,
} from './workflows/prepare/contract.ts';

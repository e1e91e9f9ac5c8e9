export type { AlreadyRunningDetails } from './already-running.ts';
export {
  S3CleanupClient,
  type ScheduledJob,
  type StartedCleanup,
  type StartedFleet,
  type StartedPreparation,
} from './client.ts';
export { connect, type TemporalAddress, TemporalUnreachable } from './connection/connect.ts';
export { CleanupFailure, type CleanupFailureType } from './failure.ts';
export type { FleetSnapshot } from './fleet-snapshot.ts';
export type { FollowOptions } from './follow.ts';
export { CleanupHandle } from './handle.ts';
export type { ScheduleTimes } from './schedule/times.ts';
export type { Scheduled } from './schedule.ts';
export type { CleanupSnapshot, JobState } from './snapshot.ts';
export { explainTrouble, type Trouble } from './trouble/trouble.ts';

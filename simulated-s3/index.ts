export type { AbortBehaviour } from './behaviour.ts';
export type { BucketOptions } from './bucket.ts';
export type { FaultKind, FaultRule } from './faults.ts';
export type { LogEntry, RequestLog, SettleViolation } from './log.ts';
export type { Operation } from './operations.ts';
export type { RequestMatch } from './rules.ts';
export type { ObjectSpec, UploadSpec } from './seed.ts';
export { type SeenRequest, SimulatedS3, type SimulatedS3Options, type SimulatedUpload } from './simulated-s3.ts';

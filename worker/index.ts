export type { Receiver, Receivers, S3ConnectionConfig, S3Gateway } from '../activities/index.ts';
export { TASK_QUEUE as DEFAULT_TASK_QUEUE } from '../domain/job-id.ts';
export type { S3Connections } from './connections.ts';
export { type CleanupWorkerOptions, createWorker } from './create-worker.ts';
export { S3CleanupPlugin, type S3CleanupPluginOptions } from './plugin.ts';
export { type RunWorkerOptions, runWorker } from './run.ts';

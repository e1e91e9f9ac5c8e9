import { Worker, type WorkerOptions } from '@temporalio/worker';
import { requestsWaiting } from '../activities/index.ts';
import { TASK_QUEUE } from '../domain/job-id.ts';
import { present } from '../domain/present.ts';
import { ActivitySlots, busyShareOfLoop } from './activity-slots.ts';
import { S3CleanupPlugin, type S3CleanupPluginOptions } from './plugin.ts';
import { builtBundle } from './workflows/bundle.ts';

/**
 * The thread of the workflows stands still while others have the CPU, as in a container at its quota. After the SDK's 5 s
 * it is stopped, and Node then ends the process (docs/decisions/worker.md). The SDK takes this option and does not list it.
 */
const PATIENT: Partial<WorkerOptions> & { isolateExecutionTimeout: string } = { isolateExecutionTimeout: '1m' };

/** Options of a worker, and the S3 connections of its plugin. */
export type CleanupWorkerOptions = Omit<WorkerOptions, 'taskQueue'> & S3CleanupPluginOptions & { taskQueue?: string };

/** A worker that cleans up: the plugin, its activities and its workflows. Default task queue: `s3-cleanup`. */
export function createWorker(options: CleanupWorkerOptions = {}): Promise<Worker> {
  const { connections, metricsByBucket = false, recordFolder, notifications, plugins = [], ...workerOptions } = options;
  const plugin = new S3CleanupPlugin({ metricsByBucket, ...present({ connections, recordFolder, notifications }) });
  const workflowBundle = builtBundle(options, metricsByBucket);
  return Worker.create({
    taskQueue: TASK_QUEUE,
    ...slots(workerOptions),
    // Enough for a page of uploads to finish. Another worker resumes what does not.
    shutdownGraceTime: '10s',
    ...PATIENT,
    // The answer to a heartbeat tells an activity that its job was paused. The default would be 12 s.
    maxHeartbeatThrottleInterval: '5s',
    ...workerOptions,
    ...(workflowBundle && { workflowBundle }),
    // Ours is the first. Others add interceptors of workflows only to a worker that has workflows.
    plugins: [plugin, ...plugins],
  });
}

/** Ours, unless the options say how many tasks to take. */
function slots(options: Partial<WorkerOptions>): Partial<WorkerOptions> {
  if (options.tuner || Object.keys(options).some((name) => /^maxConcurrent.*Executions$/.test(name))) return {};
  return {
    tuner: {
      activityTaskSlotSupplier: new ActivitySlots({ requestsWaiting, busyShare: busyShareOfLoop() }),
      // The same numbers as without a tuner.
      workflowTaskSlotSupplier: { type: 'fixed-size', numSlots: 40 },
      localActivityTaskSlotSupplier: { type: 'fixed-size', numSlots: 100 },
      nexusTaskSlotSupplier: { type: 'fixed-size', numSlots: 100 },
    },
  };
}

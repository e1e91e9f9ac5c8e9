import { hostname } from 'node:os';
import { SimplePlugin } from '@temporalio/plugin';
import { Runtime, type Worker, type WorkerOptions } from '@temporalio/worker';
import { createActivities, type Receivers } from '../activities/index.ts';
import { RequestMetrics } from '../activities/metrics/request-metrics.ts';
import { markEncoding } from '../domain/task-queue/worker-identity.ts';
import { Gateways, type S3Connections } from './connections.ts';
import { s3CleanupHandler } from './nexus.ts';
import { beginUploadCounters } from './upload-counters.ts';
import { isBuiltBundle } from './workflows/bundle.ts';
import { metricsByBucketPath, workflowsPath } from './workflows-path.ts';

export interface S3CleanupPluginOptions {
  /** What the `connection` of an input may name. Default: `{ default: {} }`, AWS by the default credential chain. */
  connections?: S3Connections;
  /** Label `s3_cleanup_…` metrics with their bucket. That makes series of their own for each bucket. Default: false. */
  metricsByBucket?: boolean;
  /** The folder for records of jobs with `record: "folder:…"`. Every worker needs the same. Default: there is none. */
  recordFolder?: string;
  /** Who may be told how jobs end, by the names that `notify` may name. Default: nobody. */
  notifications?: Receivers;
}

/**
 * Registers the cleanup activities and the Nexus service `S3Cleanup` with a worker. Registers the cleanup workflows
 * with a worker that has none; one that has workflows re-exports `temporal-s3-cleanup/workflows` from them. Counts in
 * the metrics of the SDK's Runtime, where it exports any. Closes its S3 clients when the last worker that runs with it
 * ends. May be applied more than once.
 */
export class S3CleanupPlugin extends SimplePlugin {
  readonly #metricsByBucket: boolean;

  constructor({
    connections = { default: {} },
    metricsByBucket = false,
    recordFolder,
    notifications,
  }: S3CleanupPluginOptions = {}) {
    const metrics = new RequestMetrics({ byBucket: metricsByBucket });
    const gateways = new Gateways(connections, (gateway) => metrics.observe(gateway));
    const activities = createActivities({ s3: gateways.get, recordFolder, notifications });
    let running = 0;
    super({
      name: 'temporal-s3-cleanup.S3CleanupPlugin',
      activities: (existing) => join(existing, activities),
      // A worker refuses two handlers of one name.
      nexusServices: (existing = []) => [...existing.filter((one) => one !== s3CleanupHandler), s3CleanupHandler],
      workflowsPath: (existing) => existing ?? workflowsPath(),
      ...(metricsByBucket && { workerInterceptors: { workflowModules: [metricsByBucketPath()] } }),
      runContext: async (next) => {
        running += 1;
        if (running === 1) metrics.begin(Runtime.instance().metricMeter);
        try {
          await next();
        } finally {
          running -= 1;
          if (running === 0) {
            gateways.close();
            metrics.end();
          }
        }
      },
    });
    this.#metricsByBucket = metricsByBucket;
  }

  override runWorker(worker: Worker, next: (worker: Worker) => Promise<void>): Promise<void> {
    const { namespace, taskQueue } = worker.options;
    // Counters by bucket cannot begin yet: the buckets are not known.
    if (!this.#metricsByBucket) beginUploadCounters(Runtime.instance().metricMeter, { namespace, taskQueue });
    return super.runWorker(worker, next);
  }

  override configureWorker(options: WorkerOptions): WorkerOptions {
    const { workflowBundle } = options;
    // Who has a bundle needs no path, and may have none: the package may be in a bundle itself.
    const configured = super.configureWorker(workflowBundle ? { ...options, workflowsPath: 'in the bundle' } : options);
    const { workflowsPath: _, ...withoutPath } = configured;
    const ours = isBuiltBundle(workflowBundle) && withoutOurModules(configured);
    return { ...(workflowBundle ? withoutPath : configured), ...ours, ...identityOf(configured) };
  }
}

/** A worker that encodes its payloads says so in its identity, for commands that do not. */
function identityOf({ dataConverter, identity }: WorkerOptions): Pick<WorkerOptions, 'identity'> {
  if (!dataConverter?.payloadCodecs?.length) return {};
  return { identity: markEncoding(identity ?? `${process.pid}@${hostname()}`) };
}

/** They are in the bundle already. */
function withoutOurModules({ interceptors = {} }: WorkerOptions): Pick<WorkerOptions, 'interceptors'> {
  const { workflowModules = [], ...others } = interceptors;
  const left = workflowModules.filter((path) => path !== metricsByBucketPath());
  return { interceptors: { ...others, ...(left.length > 0 && { workflowModules: left }) } };
}

/** Without this check, SimplePlugin would silently replace activities of the user by ours. */
function join(existing: object | undefined, ours: object): object {
  const theirs = { ...existing } as Record<string, unknown>;
  const clash = Object.entries(ours).find(([name, activity]) => name in theirs && theirs[name] !== activity);
  if (clash) throw new TypeError(`The worker has an activity ${clash[0]} already: S3CleanupPlugin needs this name`);
  return { ...theirs, ...ours };
}

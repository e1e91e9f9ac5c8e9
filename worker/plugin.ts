import { SimplePlugin } from '@temporalio/plugin';
import type { WorkerOptions } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { Gateways, type S3Connections } from './connections.ts';
import { s3CleanupHandler } from './nexus.ts';
import { workflowsPath } from './workflows-path.ts';

export interface S3CleanupPluginOptions {
  /** What a workflow's `connection` may name. Default: `{ default: {} }`, AWS by the default credential chain. */
  connections?: S3Connections;
}

/**
 * Registers the cleanup activities and the Nexus service `S3Cleanup` with a worker, and the cleanup workflows where the worker has none of its own; a
 * worker with workflows re-exports `temporal-s3-cleanup/workflows` from them. Closes its S3 clients when the last
 * worker that runs with it ends. May be applied more than once.
 */
export class S3CleanupPlugin extends SimplePlugin {
  constructor({ connections = { default: {} } }: S3CleanupPluginOptions = {}) {
    const gateways = new Gateways(connections);
    const activities = createActivities({ s3: gateways.get });
    let running = 0;
    super({
      name: 'temporal-s3-cleanup.S3CleanupPlugin',
      activities: (existing) => join(existing, activities),
      // A worker refuses two handlers of one name.
      nexusServices: (existing = []) => [...existing.filter((one) => one !== s3CleanupHandler), s3CleanupHandler],
      workflowsPath: (existing) => existing ?? workflowsPath,
      runContext: async (next) => {
        running += 1;
        try {
          await next();
        } finally {
          running -= 1;
          if (running === 0) gateways.close();
        }
      },
    });
  }

  override configureWorker(options: WorkerOptions): WorkerOptions {
    const configured = super.configureWorker(options);
    const { workflowsPath: _, ...withoutPath } = configured;
    return options.workflowBundle ? withoutPath : configured;
  }
}

/** SimplePlugin would let our activities win silently over the user's. */
function join(existing: object | undefined, ours: object): object {
  const theirs = { ...existing } as Record<string, unknown>;
  const clash = Object.entries(ours).find(([name, activity]) => name in theirs && theirs[name] !== activity);
  if (clash) throw new TypeError(`The worker has an activity ${clash[0]} already: S3CleanupPlugin needs this name`);
  return { ...theirs, ...ours };
}

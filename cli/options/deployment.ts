import type { Command } from 'commander';
import type { CleanupWorkerOptions } from '../../worker/index.ts';
import { UsageError } from '../usage-error.ts';

/** Which version of a Worker Deployment a worker is. */
export interface DeploymentFlags {
  deploymentName?: string;
  buildId?: string;
}

export function addDeploymentOptions(command: Command): void {
  command
    .optionsGroup('Its version, under Worker Deployment Versioning (default: none):')
    .option('--deployment-name <name>', 'the Worker Deployment that it belongs to; default: TEMPORAL_DEPLOYMENT_NAME')
    .option('--build-id <id>', 'its version in there; default: TEMPORAL_WORKER_BUILD_ID');
}

/**
 * The version of the worker: by its flags, else by the variables that the Temporal Worker Controller sets. A running job moves
 * on to the version that is current (docs/decisions/worker.md). Undefined where neither is given. Throws where only one is.
 */
export function deploymentOf(
  flags: DeploymentFlags,
  env: NodeJS.ProcessEnv,
): CleanupWorkerOptions['workerDeploymentOptions'] {
  const deploymentName = flags.deploymentName ?? env.TEMPORAL_DEPLOYMENT_NAME;
  const buildId = flags.buildId ?? env.TEMPORAL_WORKER_BUILD_ID;
  if (!deploymentName && !buildId) return undefined;
  if (!deploymentName || !buildId) {
    throw new UsageError(
      'give both --deployment-name and --build-id, or neither: a version has a name in its deployment',
    );
  }
  const version = { deploymentName, buildId };
  return { version, useWorkerVersioning: true, defaultVersioningBehavior: 'AUTO_UPGRADE' };
}

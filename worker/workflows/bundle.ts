import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { WorkerOptions } from '@temporalio/worker';

/** There is none where a program is one ES module, with this package in it. */
const FOLDER = typeof __dirname === 'undefined' ? undefined : __dirname;

/**
 * The workflows as the build of this package bundled them. A worker that bundles them itself polls 3 s later, and keeps
 * what the bundler took of memory. Undefined where it has to: it adds to the workflows, it has none of this package, its
 * SDK is of another minor version than the bundle, or this is the source tree.
 */
export function builtBundle(options: Partial<WorkerOptions>, byBucket: boolean): { codePath: string } | undefined {
  const sdk = sdkVersion();
  if (!FOLDER || !sdk || hasWorkflows(options) || addsToWorkflows(options)) return undefined;
  const codePath = join(FOLDER, `${byBucket ? 'by-bucket' : 'plain'}-${sdk}.js`);
  return existsSync(codePath) ? { codePath } : undefined;
}

/** Whether `builtBundle` answered it. */
export function isBuiltBundle(bundle: WorkerOptions['workflowBundle']): boolean {
  return FOLDER !== undefined && bundle !== undefined && 'codePath' in bundle && dirname(bundle.codePath) === FOLDER;
}

function hasWorkflows({ workflowsPath, workflowBundle }: Partial<WorkerOptions>): boolean {
  return workflowsPath !== undefined || workflowBundle !== undefined;
}

/** A plugin may add to the workflows later. */
function addsToWorkflows({ bundlerOptions, dataConverter, interceptors, plugins }: Partial<WorkerOptions>): boolean {
  const modules = interceptors?.workflowModules ?? [];
  const converters = [dataConverter?.payloadConverterPath, dataConverter?.failureConverterPath];
  return bundlerOptions !== undefined || modules.length > 0 || Boolean(plugins?.length) || converters.some(Boolean);
}

/** `1.24`: the SDK's part of a bundle and the worker that runs it are changed together, never in a patch version. Undefined where the SDK is in a bundle with its user. */
function sdkVersion(): string | undefined {
  try {
    const manifest = readFileSync(require.resolve('@temporalio/worker/package.json'), 'utf8');
    const { version }: { version: string } = JSON.parse(manifest);
    return version.split('.', 2).join('.');
  } catch {
    return undefined;
  }
}

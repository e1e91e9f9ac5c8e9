import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Thrown where the workflows are not where this package has them: a bundler has put its code elsewhere. */
export class WorkflowsNotFound extends Error {
  override readonly name = 'WorkflowsNotFound';
}

/** The workflows for a worker that has none of its own. Fails with WorkflowsNotFound. */
export function workflowsPath(): string {
  return pathOf('index');
}

/** The interceptors that label what workflows count with their bucket. Fails with WorkflowsNotFound. */
export function metricsByBucketPath(): string {
  return pathOf('metrics-by-bucket');
}

/** JavaScript where published, TypeScript in the source tree. */
function pathOf(name: string): string {
  const files = folders().flatMap((folder) => [join(folder, `${name}.js`), join(folder, `${name}.ts`)]);
  const path = files.find((file) => existsSync(file));
  if (path !== undefined) return path;
  throw new WorkflowsNotFound(
    'the workflows of temporal-s3-cleanup are not found from this bundle: leave the package out of it (esbuild: ' +
      '--packages=external), or give the worker a workflowsPath or a workflowBundle of yours that re-exports temporal-s3-cleanup/workflows',
  );
}

/** Beside this room; in a bundle, which has no rooms, those of the package that is installed where the program runs. */
function folders(): string[] {
  // There is none in a bundle that is an ES module.
  const here = typeof __dirname === 'undefined' ? [] : [join(__dirname, '..', 'workflows')];
  return [...here, ...installed()];
}

function installed(): string[] {
  try {
    return [dirname(createRequire(join(process.cwd(), 'package.json')).resolve('temporal-s3-cleanup/workflows'))];
  } catch {
    return [];
  }
}

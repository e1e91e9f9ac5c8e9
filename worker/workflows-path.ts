import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..', 'workflows');

/** The workflows for a worker that has none of its own. */
export const workflowsPath = pathOf('index');

/** The interceptors that label what workflows count with their bucket. */
export const metricsByBucketPath = pathOf('metrics-by-bucket');

/** JavaScript where published, TypeScript in the source tree. A package without either is incomplete. */
function pathOf(name: string): string {
  const path = [`${name}.js`, `${name}.ts`].map((file) => join(FOLDER, file)).find(existsSync);
  if (path === undefined) throw new Error(`This package is incomplete: ${join(FOLDER, name)} is missing.`);
  return path;
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '..', 'workflows');

/** The workflows for a worker that has none of its own. */
export const workflowsPath = pathOf('index') ?? folder;

/** The interceptors that label what workflows count with their bucket. */
export const metricsByBucketPath = pathOf('metrics-by-bucket') ?? folder;

/** JavaScript as published, TypeScript in the source tree. */
function pathOf(name: string): string | undefined {
  return [`${name}.js`, `${name}.ts`].map((file) => join(folder, file)).find(existsSync);
}

import Module from 'node:module';
import { join } from 'node:path';

const STAND_INS: Record<string, string> = {
  '@temporalio/workflow': join(__dirname, 'workflow.js'),
  '@temporalio/activity': join(__dirname, 'activity.js'),
};

type Resolve = (request: string, ...rest: unknown[]) => string;

/** From now on, whoever requires the SDK's workflow or activity module gets the small one beside this file. */
export function replaceModules(): void {
  const loader = Module as unknown as { _resolveFilename: Resolve };
  const resolve = loader._resolveFilename;
  loader._resolveFilename = (request, ...rest) => STAND_INS[request] ?? resolve(request, ...rest);
}

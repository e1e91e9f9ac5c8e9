import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { findTemporalServer, startTemporalServer, type TemporalServer } from '../../../temporal-server/index.ts';
import { SHARED_BUNDLE, SHARED_SERVER } from '../shared.ts';
import { type TempFolder, tempFolder } from '../temp-folder.ts';
import freeFromCallersSettings from './environment.ts';

let folder: TempFolder | undefined;
let server: TemporalServer | undefined;

/**
 * Before the first test that needs a Temporal server: starts one for all of them, and bundles the workflows for all of
 * them. A file that made its own would wait 1 s for its server and 3 s for its bundle, on a busy machine 20 s.
 */
export default async function shareServer(): Promise<void> {
  freeFromCallersSettings();
  const executable = await findTemporalServer({ log: (line) => process.stderr.write(`${line}\n`) });
  process.env.TEMPORAL_CLI_PATH = executable;
  folder = await tempFolder();
  const bundle = join(folder.path, 'workflows.js');
  const starting = startTemporalServer({ executable, uiPort: false, settings: PROMPT_TIMERS });
  [server] = await Promise.all([starting, bundleTo(bundle)]);
  process.env[SHARED_SERVER] = server.address;
  process.env[SHARED_BUNDLE] = bundle;
}

/** A server looks for timers that are due once a second, so that a wait of 1 ms takes a second. This one looks at once. */
const PROMPT_TIMERS = { 'history.timerProcessorMaxTimeShift': '"1ms"' };

/** After the last of them. */
export async function unshareServer(): Promise<void> {
  await server?.stop();
  await folder?.remove();
}

async function bundleTo(path: string): Promise<void> {
  const workflowsPath = require.resolve('../../../workflows/index.ts');
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  await writeFile(path, code);
}

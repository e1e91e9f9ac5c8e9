import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, type ReplayWorkerOptions, Runtime, Worker } from '@temporalio/worker';
import { globalHandlers } from '@temporalio/worker/lib/workflow/vm-shared.js';

// What workers say of themselves drowns what a failing test says.
Runtime.install({ logger: new DefaultLogger('ERROR') });

// A replay does not ask where a workflow stands in its code. Who might has the stack of each promise written down, which takes a third
// of the time, and goes on for all promises of the process.
globalHandlers.installed = true;

/**
 * Replays the histories in these files of a folder, one after the other on one worker; answers by file how each ended:
 * nothing, or an error. A worker for each history takes five times as long.
 */
export async function replayed(
  options: ReplayWorkerOptions,
  folder: string,
  files: string[],
): Promise<Map<string, Error | undefined>> {
  const histories = files.map((file) => readHistory(join(folder, file)));
  const waiting = [...files];
  const ends = new Map<string, Error | undefined>();
  for await (const { error } of Worker.runReplayHistories(options, histories)) {
    ends.set(waiting.shift() as string, error);
  }
  return ends;
}

/** The IDs of children are made of that of their parent. */
function readHistory(path: string) {
  const history = historyFromJSON(JSON.parse(readFileSync(path, 'utf8')));
  const { workflowId } = history.events?.[0]?.workflowExecutionStartedEventAttributes ?? {};
  return { history, workflowId: String(workflowId) };
}

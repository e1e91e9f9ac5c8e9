import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';

const folder = join(__dirname, 'histories');
const histories = readdirSync(folder).flatMap((release) =>
  readdirSync(join(folder, release)).map((file) => join(release, file)),
);

/** A change that breaks one of these breaks jobs that are running at an upgrade: guard it with `patched`. */
describe('workflow code replays the histories of every release', () => {
  let workflowBundle: WorkflowBundleWithSourceMap;
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const workflowsPath = require.resolve('../../workflows/index.ts');
    workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  });

  it.each(histories)('%s', async (file) => {
    const history = historyFromJSON(JSON.parse(readFileSync(join(folder, file), 'utf8')));

    const { workflowId } = history.events?.[0]?.workflowExecutionStartedEventAttributes ?? {};

    // The IDs of children are made of it.
    await Worker.runReplayHistory({ workflowBundle }, history, workflowId ?? undefined);
  });
});

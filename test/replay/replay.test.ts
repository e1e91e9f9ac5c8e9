import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { replayed } from './replayed.ts';

const folder = join(__dirname, 'histories');
const histories = readdirSync(folder).flatMap((release) =>
  readdirSync(join(folder, release)).map((file) => join(release, file)),
);

/** A change that breaks one of these breaks jobs that are running at an upgrade: guard it with `patched`. */
describe('workflow code replays the histories of every release', () => {
  let ends: Map<string, Error | undefined>;
  beforeAll(async () => {
    const workflowsPath = require.resolve('../../workflows/index.ts');
    const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
    ends = await replayed({ workflowBundle }, folder, histories);
  });

  it.each(histories)('%s', (file) => {
    expect([...ends.keys()]).toContain(file);
    expect(ends.get(file)).toBeUndefined();
  });
});

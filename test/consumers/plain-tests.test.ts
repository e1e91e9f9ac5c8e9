import { resolve } from 'node:path';
import { run } from '../support/processes.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';
import { installNode } from './install-node.ts';

const ROOT = resolve(__dirname, '..', '..');

/** Those that Node maintains, but for the one that all other tests run on. */
const OTHERS = [22, 24, 26].filter((version) => version !== Number(process.versions.node.split('.')[0]));

/** What asks Node for something: the network, TLS, processes, files, the terminal. The rest is arithmetic. */
const NEAR_NODE = ['test/activities/s3', 'test/worker', 'test/cli', 'test/client', 'test/temporal-server'];

let folder: TempFolder;
beforeAll(async () => {
  folder = await tempFolder();
});
afterAll(() => folder.remove());

it.each(OTHERS)(
  'on Node %d, the tests of the network, of processes and of the terminal pass',
  async (version) => {
    const node = await installNode(version, folder.path);
    const jest = resolve(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
    const how = ['--selectProjects', 'plain', '--maxWorkers=2', '--forceExit', '--silent'];

    const options = { cwd: ROOT, env: { JEST_WORKER_ID: undefined }, deadlineMs: 290_000 };
    const { code, stderr } = await run(node, [jest, ...NEAR_NODE, ...how], options);

    expect({ code, failed: stderr.split('\n').filter((line) => /●|^FAIL/.test(line)) }).toEqual({
      code: 0,
      failed: [],
    });
    expect(Number(/Tests: +(\d+) passed/.exec(stderr)?.[1])).toBeGreaterThan(500);
  },
  600_000,
);

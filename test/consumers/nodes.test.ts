import { join } from 'node:path';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { type InstalledPackage, installPackage } from '../package/installed-package.ts';
import { eventually } from '../support/poll.ts';
import { type Finished, run, start } from '../support/processes.ts';
import { openTestNamespace, type TestTemporal } from '../support/temporal.ts';
import { installNode } from './install-node.ts';

/** Those that Node maintains, and the one that the AWS SDK takes until January 2027. */
const VERSIONS = [20, 22, 24, 26];

const ROOMS = ['', '/workflows', '/activities', '/worker', '/client', '/testing'].map(
  (at) => `temporal-s3-cleanup${at}`,
);

let installed: InstalledPackage;
beforeAll(async () => {
  installed = await installPackage();
}, 600_000);
afterAll(() => installed?.remove());

describe.each(VERSIONS)('the published package on Node %d', (version) => {
  let temporal: TestTemporal;
  let s3: SimulatedS3;
  let node: string;
  beforeAll(async () => {
    [temporal, s3] = await Promise.all([openTestNamespace(), SimulatedS3.start()]);
    node = await installNode(version, join(installed.project, '..'));
  }, 300_000);
  afterAll(async () => {
    await temporal.stop();
    await s3.stop();
  });

  const inProject = (...args: string[]): Promise<Finished> =>
    run(node, args, { cwd: installed.project, env: environment(), deadlineMs: 280_000 });
  const command = (...argv: string[]) => inProject(join(installed.folder, 'dist', 'cli', 'bin.js'), ...argv);

  function environment(): Record<string, string> {
    const { region, credentials } = s3.clientConfig();
    return {
      ...temporal.variables,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: String(credentials.secretAccessKey),
    };
  }

  it('is what it says it is', async () => {
    expect((await inProject('--version')).stdout).toMatch(new RegExp(`^v${version}\\.`));
  });

  it('is loaded by require and by import', async () => {
    const required = `[${ROOMS.map((path) => `require('${path}')`)}].every((room) => Object.keys(room).length > 0)`;
    const imported = `Promise.all([${ROOMS.map((path) => `import('${path}')`)}]).then((rooms) => rooms.length)`;

    const [byRequire, byImport] = [
      await inProject('-p', required),
      await inProject('-e', `${imported}.then(console.log)`),
    ];

    expect([byRequire, byImport].map(({ code, stdout }) => [code, stdout])).toEqual([
      [0, 'true\n'],
      [0, `${ROOMS.length}\n`],
    ]);
  });

  it('runs a job to its end, with a worker of two processes', async () => {
    s3.createBucket('photos');
    s3.seedUploads('photos', 5, (n) => ({ key: `${n}`, parts: [{ size: 1 }] }));
    const bin = join(installed.folder, 'dist', 'cli', 'bin.js');
    const worker = start(node, [bin, 'worker', '--processes', '2'], {
      cwd: installed.project,
      env: environment(),
      deadlineMs: 290_000,
    });
    await eventually(() => worker.output.stderr.includes('polling') || worker.child.exitCode !== null, 200_000);

    const waits = ['--settle', '100ms', '--quiet-period', '100ms'];
    const job = await command('start', 'photos', '--all', '--follow', '--json', ...waits);
    worker.child.kill('SIGTERM');
    const ended = await worker.finished;

    expect([job.code, ended.code]).toEqual([0, 0]);
    expect(JSON.parse(job.stdout)).toMatchObject({ outcome: 'clean', uploads: { gone: 5 } });
  });
});

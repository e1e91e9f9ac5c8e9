import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { type InstalledPackage, installPackage } from '../package/installed-package.ts';
import { eventually } from '../support/poll.ts';
import { type Finished, run, start } from '../support/processes.ts';
import { openTestNamespace, type TestTemporal } from '../support/temporal.ts';
import { asPattern, sentencesIn } from './support/sentences.ts';

const README = readFileSync(resolve(__dirname, '..', '..', 'README.md'), 'utf8');

/** The samples of README.md, by the name in their first line. */
const SAMPLES = new Map(
  [...README.matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs)].map(([, name = '', code = '']) => [name, code]),
);

/** Every import path, with types that are neither missing nor any. */
const CONSUMER = `
import { S3CleanupClient, S3CleanupPlugin } from 'temporal-s3-cleanup';
import { createActivities } from 'temporal-s3-cleanup/activities';
import { S3CleanupClient as SameClient } from 'temporal-s3-cleanup/client';
import { SimulatedS3 } from 'temporal-s3-cleanup/testing';
import { createWorker, S3CleanupPlugin as SamePlugin } from 'temporal-s3-cleanup/worker';
import { cleanupMultipartUploads, type CleanupInput } from 'temporal-s3-cleanup/workflows';

export const plugin: SamePlugin = new S3CleanupPlugin();
export const client: typeof SameClient = S3CleanupClient;
export const run: (input: CleanupInput) => Promise<object> = cleanupMultipartUploads;
// @ts-expect-error a selection is required
export const missing: CleanupInput = { bucket: 'photos' };
// @ts-expect-error not a number, so not any
export const numbers: number[] = [createActivities, createWorker, SimulatedS3];
`;

const WORKER = `
import { S3CleanupPlugin } from 'temporal-s3-cleanup/worker';
console.log(new S3CleanupPlugin().configureWorker({ taskQueue: 'q' }).workflowsPath);
`;

describe('a user of the package', () => {
  let installed: InstalledPackage;
  beforeAll(async () => {
    installed = await installPackage();
  }, 600_000);
  afterAll(() => installed?.remove());

  const inProject = (command: string, args: string[], env = {}): Promise<Finished> =>
    run(command, args, { cwd: installed.project, env, deadlineMs: 280_000 });
  const tool = (path: string, ...args: string[]) =>
    inProject(process.execPath, [join(installed.project, 'node_modules', path), ...args]);
  const compile = (...args: string[]) =>
    tool('typescript/bin/tsc', '--strict', '--target', 'es2022', '--skipLibCheck', ...args);

  it.each([
    ['node10', 'commonjs'],
    ['bundler', 'esnext'],
    ['nodenext', 'nodenext'],
  ])('of TypeScript 5 finds the types by the resolution %s', async (resolution, module) => {
    writeFileSync(join(installed.project, 'consumer.ts'), CONSUMER);

    const how = ['--noEmit', '--module', module, '--moduleResolution', resolution];
    const { stdout, code } = await compile(...how, 'consumer.ts');

    expect({ stdout, code }).toEqual({ stdout: '', code: 0 });
  });

  it('gets a package without fault by publint, and by "Are the types wrong?"', async () => {
    const linted = await tool('publint/src/cli.js', '--strict', installed.tarball);
    const types = await inProject('npx', ['--yes', '@arethetypeswrong/cli@0.18', installed.tarball]);

    expect([linted.code, types.code]).toEqual([0, 0]);
  });

  const EXTERNAL = ['--external:@temporalio/*', '--external:@aws-sdk/*'];
  const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

  it.each([
    ['an ES module, without packages', ['--format=esm', '--packages=external']],
    ['CommonJS, without packages', ['--format=cjs', '--packages=external']],
    ['an ES module that holds the package', ['--format=esm', ...EXTERNAL, `--banner:js=${REQUIRE}`]],
    ['CommonJS that holds the package', ['--format=cjs', ...EXTERNAL]],
  ])('bundles a worker by esbuild as %s', async (_, how) => {
    writeFileSync(join(installed.project, 'bundled.mjs'), WORKER);
    const outfile = `out/worker.${how[0] === '--format=esm' ? 'mjs' : 'cjs'}`;

    const built = await inProject('npx', [
      ...['--no-install', 'esbuild', 'bundled.mjs', '--bundle', '--platform=node', '--log-level=error'],
      ...[`--outfile=${outfile}`, ...how],
    ]);
    const { stdout, stderr } = await inProject(process.execPath, [outfile]);

    expect([built.code, built.stderr, stderr]).toEqual([0, '', '']);
    expect(stdout.trim()).toBe(join(installed.folder, 'dist', 'workflows', 'index.js'));
  });

  it('of a bundle that is nowhere near the package sees “leave the package out of it (esbuild: --packages=external)”', async () => {
    const elsewhere = join(installed.project, '..');
    writeFileSync(join(installed.project, 'bundled.mjs'), WORKER);
    const held = ['--format=cjs', '--bundle', '--platform=node', '--log-level=error', ...EXTERNAL];
    await inProject('npx', ['--no-install', 'esbuild', 'bundled.mjs', ...held, '--outfile=out/far.cjs']);

    const { stderr } = await run(process.execPath, [join(installed.project, 'out', 'far.cjs')], { cwd: elsewhere });

    const [told = ''] = sentencesIn(expect.getState().currentTestName ?? '');
    expect(stderr).toMatch(asPattern(told));
  });

  it('installs, by the line of README.md, all that its samples import', () => {
    const [, line = ''] = /^npm install (temporal-s3-cleanup .*)$/m.exec(README) ?? [];
    const imported = [...SAMPLES.values()].flatMap((code) => [...code.matchAll(/from '([^']+)'/g)].map(([, of]) => of));
    const packages = imported.map((path = '') =>
      path
        .split('/')
        .slice(0, path.startsWith('@') ? 2 : 1)
        .join('/'),
    );

    expect([...SAMPLES.keys()]).toEqual(['client.ts', 'worker.ts', 'workflows.ts']);
    expect(packages.filter((name) => !line.split(' ').includes(name))).toEqual([]);
  });

  describe.each(['commonjs', 'module'])('that is of type "%s"', (type) => {
    let temporal: TestTemporal;
    let s3: SimulatedS3;
    beforeAll(async () => {
      [temporal, s3] = await Promise.all([openTestNamespace(), SimulatedS3.start({ region: 'eu-central-1' })]);
    });
    afterAll(async () => {
      await temporal.stop();
      await s3.stop();
    });

    it('compiles the samples of README.md as they stand, and runs them', async () => {
      const folder = join(installed.project, type);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }));
      for (const [name, code] of SAMPLES) writeFileSync(join(folder, name), code);
      s3.createBucket('photos');
      const initiated = new Date(Date.now() - 30 * 86_400_000);
      s3.seedUploads('photos', 3, (n) => ({ key: `${n}`, initiated, parts: [{ size: 1 }] }));
      const { credentials } = s3.clientConfig();
      const env = {
        ...temporal.variables,
        AWS_ENDPOINT_URL_S3: s3.endpoint,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: String(credentials.secretAccessKey),
      };

      const how = ['--module', 'nodenext', '--moduleResolution', 'nodenext', '--types', 'node'];
      const compiled = await compile(...how, ...[...SAMPLES.keys()].map((name) => join(type, name)));
      const worker = start(process.execPath, [join(folder, 'worker.js')], { cwd: folder, env, deadlineMs: 280_000 });
      const client = await run(process.execPath, [join(folder, 'client.js')], {
        cwd: folder,
        env,
        deadlineMs: 270_000,
      });
      await eventually(() => worker.output.stderr.includes('RUNNING'));
      worker.child.kill('SIGTERM');
      await worker.finished;

      expect(compiled.stdout).toBe('');
      expect({ ...client, signal: null }).toEqual({ code: 0, signal: null, stdout: '3\n', stderr: '' });
    });
  });
});

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from '../support/processes.ts';
import { type InstalledPackage, installPackage } from './installed-package.ts';

const TSC = resolve(__dirname, '..', '..', 'node_modules', 'typescript', 'bin', 'tsc');

/** What docs call the public surface: import path, names. */
const SURFACE: Array<[string, string[]]> = [
  ['temporal-s3-cleanup', ['S3CleanupPlugin', 'S3CleanupClient']],
  [
    'temporal-s3-cleanup/workflows',
    ['cleanupMultipartUploads', 'prepareBucketDeletion', 'statusQuery', 'pauseSignal', 'resumeSignal', 'tuneUpdate'],
  ],
  ['temporal-s3-cleanup/activities', ['createActivities']],
  ['temporal-s3-cleanup/worker', ['S3CleanupPlugin', 'createWorker']],
  ['temporal-s3-cleanup/client', ['S3CleanupClient']],
  ['temporal-s3-cleanup/testing', ['SimulatedS3']],
];

/** Fails to compile when types are missing or any. */
const CONSUMER = `
import { S3CleanupClient, S3CleanupPlugin } from 'temporal-s3-cleanup';
import { createActivities } from 'temporal-s3-cleanup/activities';
import { S3CleanupClient as SameClient } from 'temporal-s3-cleanup/client';
import { SimulatedS3 } from 'temporal-s3-cleanup/testing';
import { createWorker, S3CleanupPlugin as SamePlugin } from 'temporal-s3-cleanup/worker';
import { cleanupMultipartUploads, type CleanupInput, type CleanupReport } from 'temporal-s3-cleanup/workflows';

export const input: CleanupInput = { bucket: 'photos', select: { olderThan: '7d' } };
export const run: (input: CleanupInput) => Promise<CleanupReport> = cleanupMultipartUploads;
export const plugin: SamePlugin = new S3CleanupPlugin();
export const client: typeof SameClient = S3CleanupClient;
// @ts-expect-error a selection is required
export const missing: CleanupInput = { bucket: 'photos' };
// @ts-expect-error not a number, so not any
export const numbers: number[] = [createActivities, createWorker, SimulatedS3];
`;

describe('the published package', () => {
  let installed: InstalledPackage;

  beforeAll(async () => {
    installed = await installPackage();
  }, 600_000);
  afterAll(() => installed?.remove());

  it.each(SURFACE)('gives require(%j) what the contract says', async (path, names) => {
    const script = `const { ${names} } = require('${path}'); console.log([${names}].every(Boolean))`;

    const { stdout, stderr } = await installed.runScript('consumer.cjs', script);

    expect({ stdout, stderr }).toEqual({ stdout: 'true\n', stderr: '' });
  });

  it.each(SURFACE)('gives import %j what the contract says', async (path, names) => {
    const script = `import { ${names} } from '${path}'; console.log([${names}].every(Boolean))`;

    const { stdout, stderr } = await installed.runScript('consumer.mjs', script);

    expect({ stdout, stderr }).toEqual({ stdout: 'true\n', stderr: '' });
  });

  it.each(['cts', 'mts'])('has types for a .%s consumer', async (extension) => {
    writeFileSync(join(installed.project, `consumer.${extension}`), CONSUMER);
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck'];

    const { stdout, code } = await run(process.execPath, [TSC, ...options, `consumer.${extension}`], {
      cwd: installed.project,
    });

    expect({ stdout, code }).toEqual({ stdout: '', code: 0 });
  });

  it('lets a workflows file of the user re-export the workflows', async () => {
    writeFileSync(join(installed.project, 'workflows.js'), "export * from 'temporal-s3-cleanup/workflows';");
    const script = `
      const { bundleWorkflowCode, DefaultLogger } = require('@temporalio/worker');
      const logger = new DefaultLogger('ERROR');
      bundleWorkflowCode({ workflowsPath: require.resolve('./workflows.js'), logger }).then(({ code }) =>
        console.log(code.includes('cleanupMultipartUploads'), code.includes('@aws-sdk')));`;

    const { stdout } = await installed.runScript('bundle.cjs', script);

    expect(stdout).toBe('true false\n');
  });

  it('has the command s3-cleanup', async () => {
    const { code, stdout, stderr } = await run('npx', ['--no-install', 's3-cleanup', '--help'], {
      cwd: installed.project,
    });

    expect({ code, hasHelp: stdout.length > 0, stderr }).toMatchObject({ code: 0, hasHelp: true });
  });

  it('finds the Go module of the Temporal server in itself', async () => {
    const cache = join(installed.folder, 'dist', 'temporal-server', 'cache.js');

    const { stdout } = await installed.runScript('find.cjs', `console.log(require('${cache}').MODULE_FOLDER)`);

    expect(stdout.trim()).toBe(join(installed.folder, 'tools', 'temporal'));
  });

  it('holds what it needs to run and nothing of how it was made', () => {
    const isExpected = (path: string) =>
      /^dist\/.*\.(js|d\.ts)$/.test(path) ||
      /^tools\/temporal\/(go\.mod|go\.sum|README\.md)$/.test(path) ||
      /^schemas\/[a-z-]+\.json$/.test(path) ||
      /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(path);

    expect(installed.packed.filter((path) => !isExpected(path))).toEqual([]);
    expect(installed.packed).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'CHANGELOG.md']));
    expect(installed.packed.filter((path) => /(^|\/)test\/|\.test\./.test(path))).toEqual([]);
  });

  it('names no path of the machine that made it', () => {
    const files = installed.packed
      .map((path) => join(installed.folder, path))
      .filter((path) => statSync(path).isFile());

    const telling = files.filter((path) => {
      const text = readFileSync(path, 'utf8');
      return installed.madeIn.some((folder) => text.includes(folder));
    });

    expect(telling).toEqual([]);
  });
});

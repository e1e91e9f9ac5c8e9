import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Deployment } from '../support/deployment.ts';
import { attemptsOf, runsOf } from '../support/histories.ts';
import { run } from '../support/processes.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const ROOT = resolve(__dirname, '../..');

/** The package as the last commit would be published, installed by itself: the build that is out there. */
async function installLastCommit(scratch: TempFolder): Promise<string> {
  const source = join(scratch.path, 'source');
  mkdirSync(source);
  const archive = join(scratch.path, 'source.tar');
  await succeed('git', ['archive', '--output', archive, 'HEAD'], ROOT);
  await succeed('tar', ['-xf', archive], source);
  symlinkSync(join(ROOT, 'node_modules'), join(source, 'node_modules'));
  const { stdout } = await succeed('npm', ['pack', '--silent', '--pack-destination', scratch.path], source);
  const project = join(scratch.path, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  const tarball = join(scratch.path, stdout.trim().split('\n').at(-1) ?? '');
  await succeed('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], project);
  rmSync(source, { recursive: true });
  return join(project, 'node_modules', 'temporal-s3-cleanup');
}

async function succeed(command: string, args: string[], cwd: string) {
  const finished = await run(command, args, { cwd, deadlineMs: 300_000 });
  if (finished.code !== 0) throw new Error(`${command} ${args[0]} failed:\n${finished.stdout}\n${finished.stderr}`);
  return finished;
}

describe('workers of two builds on one task queue', () => {
  let deployment: Deployment;
  let scratch: TempFolder;
  beforeAll(async () => {
    scratch = await tempFolder();
    const other = await installLastCommit(scratch);
    // Without a cache every workflow task replays the history, whichever build made it.
    deployment = await Deployment.begin({ s3: { maxPageSize: 100 }, worker: { maxCachedWorkflows: 0 } });
    await deployment.startWorker(other);
  });
  afterAll(async () => {
    await deployment.end();
    await scratch.remove();
  });

  it('share the work of a job: each replays what the other began', async () => {
    const { s3, temporal } = deployment;
    s3.createBucket('shared');
    s3.seedUploads('shared', 3_000, (n) => ({
      key: `logs/${n}`,
      parts: [{ size: 5 }],
      ...(n % 50 === 0 ? { abortsNeeded: 3 } : {}),
    }));

    const job = await deployment.start({ bucket: 'shared', limits: { uploadsPerRun: 300 }, parallelism: 3 });
    const report = await job.result();

    expect(report).toMatchObject({ outcome: 'clean', uploads: { selected: 3_000, gone: 3_000, reaborted: 60 } });
    expect(s3.log.settleViolations(300)).toEqual([]);
    const runs = await runsOf(temporal, job.workflowId, job.runId);
    const events = runs.flatMap((one) => one.events);
    expect(events.filter(({ workflowTaskFailedEventAttributes: failed }) => failed)).toEqual([]);
    const workers = events.map(({ workflowTaskStartedEventAttributes: started }) => started?.identity);
    expect(new Set(workers.filter((identity) => identity)).size).toBe(2);
    expect(runs.flatMap(attemptsOf).filter(({ attempts }) => attempts > 1)).toEqual([]);
  });
});

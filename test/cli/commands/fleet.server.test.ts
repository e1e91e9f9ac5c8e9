import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../../cli/main.ts';
import type { CleanupSnapshot } from '../../../client/index.ts';
import type { FleetReport } from '../../../workflows/fleet/contract.ts';
import { eventually } from '../../support/poll.ts';
import { System } from '../../support/system.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { recordedIo } from '../support/recorded-io.ts';

const QUICK = ['--settle', '200ms', '--quiet-period', '100ms'];

describe('the command fleet', () => {
  let system: System;
  let site: string;
  beforeAll(async () => {
    system = await System.begin();
  });
  afterAll(() => system.end());
  beforeEach(() => {
    site = randomUUID().slice(0, 8);
  });

  function bucket(which: string, uploads = 1): string {
    const name = `${site}-${which}`;
    system.s3.createBucket(name);
    system.s3.seedUploads(name, uploads, (index) => ({ key: `raw/${index}`, parts: [{ size: 1 }] }));
    return name;
  }

  async function run(...argv: string[]) {
    const io = recordedIo({ env: system.temporal.variables });
    const code = await main(argv, io);
    return { code, ...io.written };
  }

  const fleet = (...argv: string[]) => run('fleet', '--task-queue', system.taskQueue, ...argv);

  it('cleans all buckets that match, and exits 0', async () => {
    const names = [bucket('a', 3), bucket('b', 2), bucket('c--use1-az4--x-s3')];
    system.s3.createBucket(`x${site}-other`);
    system.s3.seedUpload(`x${site}-other`, { key: 'a', parts: [{ size: 1 }] });

    const { code, stdout, stderr } = await fleet('--match', `${site}-*`, '--all', '--follow', '--json', ...QUICK);

    const report: FleetReport = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(report).toMatchObject({ outcome: 'clean', buckets: { total: 3, clean: 3 }, uploads: { gone: 6 } });
    expect(names.flatMap((name) => system.s3.uploads(name))).toEqual([]);
    expect(stderr).toContain('buckets');
    expect(system.s3.uploads(`x${site}-other`)).toHaveLength(1);
  });

  it('exits 3 where uploads remain in some, with a row for each bucket', async () => {
    const [good, stuck] = [bucket('good', 2), bucket('stuck', 2)];
    system.s3.deny({ bucket: stuck, key: 'raw/1', operation: 'AbortMultipartUpload' });
    const which = ['--bucket', good, stuck, `${site}-missing`];

    const { code, stdout } = await fleet(...which, '--all', '--give-up-after', '1ms', '--follow', ...QUICK);
    const reported = await run('report', `s3-cleanup:fleet/${[good, `${site}-missing`, stuck].join(',')}`, '--json');

    expect([code, reported.code]).toEqual([3, 3]);
    for (const name of [good, stuck, `${site}-missing`]) expect(stdout).toContain(name);
    expect(JSON.parse(reported.stdout)).toMatchObject({
      outcome: 'uploads-remain',
      buckets: { clean: 1, uploadsRemain: 1, failed: 1 },
    });
  });

  it('answers rows as CSV and writes a page, at once and afterwards', async () => {
    const [large, small] = [bucket('large', 3), bucket('small', 1)];
    system.s3.deny({ bucket: small, operation: 'GetBucketLifecycleConfiguration' });
    const match = ['--match', `${site}-{large,small,none}`, `!${site}-none`];
    const folder = await tempFolder();
    const [first, second] = [join(folder.path, 'first.html'), join(folder.path, 'second.html')];

    const dryRun = ['--all', '--dry-run', '--measure', '--follow'];
    const { code, stdout, stderr } = await fleet(...match, ...dryRun, '--csv', '--html', first);
    const id = `s3-cleanup:fleet/${match.slice(1).join(' ')}`;
    const reported = await run('report', id, '--csv', '--html', second);

    expect([code, reported.code]).toEqual([0, 0]);
    expect(stdout.split('\r\n').slice(1, 3)).toEqual([
      expect.stringMatching(`^${large},default,,dry-run,3,0,0,3,3,.*,never,,,$`),
      expect.stringMatching(`^${small},default,,dry-run,1,0,0,1,1,.*,unknown,,,$`),
    ]);
    expect(reported.stdout).toBe(stdout);
    expect(stderr).toContain(`wrote ${first}`);
    expect(readFileSync(first, 'utf8')).toContain('Bytes by bucket and age');
    expect(readFileSync(second, 'utf8')).toBe(readFileSync(first, 'utf8'));
    await folder.remove();
  });

  it('keeps the report where its page cannot be written', async () => {
    const argv = ['--bucket', bucket('a'), '--all', '--dry-run', '--follow', '--html', tmpdir()];

    const { code, stdout, stderr } = await fleet(...argv);

    expect(code).toBe(2);
    expect(stdout).toContain('Dry run: 1 upload of 1 bucket would be aborted');
    expect(stderr).toContain('cannot be written');
  });

  it('exits 1 where a bucket failed otherwise', async () => {
    const argv = ['--bucket', bucket('good'), '--bucket', `${site}-missing`, '--all', '--follow', '--json', ...QUICK];

    const { code, stdout } = await fleet(...argv);

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'failed', buckets: { clean: 1, failed: 1 } });
  });

  it.each([
    ['a pattern that matches nothing', ['--match', 'nothing-at-all-*', '--all']],
    ['no buckets', ['--all']],
    ['buckets twice over', ['--match', '*', '--bucket', 'photos', '--all']],
    ['no selection', ['--bucket', 'photos']],
    ['names over several connections', ['--bucket', 'photos', '--connection', 'a', 'b', '--all']],
    ['a page in a folder that is not there', ['--bucket', 'photos', '--all', '--html', '/nonexistent/a.html']],
    ['a mistyped duration', ['--bucket', 'photos', '--older-than', 'a week']],
  ])('exits 2 on %s', async (_, argv) => {
    const { code, stdout } = await fleet(...argv, '--follow', '--json');

    expect(code).toBe(2);
    expect(JSON.parse(stdout).error.type).toBe('InvalidInput');
  });

  it('shows a row for each bucket at work, and answers status while it runs', async () => {
    const names = [bucket('a'), bucket('b')];
    const { stdout } = await fleet('--bucket', ...names, '--all', '--settle', '1h', '--json');
    const { workflowId } = JSON.parse(stdout);
    const snapshot = await eventually(async () => {
      const seen: CleanupSnapshot = await system.client.handle(workflowId).snapshot();
      const settling = seen.fleet?.running.filter(({ status }) => status?.phase === 'settling');
      return settling?.length === 2 && seen;
    });
    const terminal = recordedIo({ tty: true, columns: 100, env: system.temporal.variables });
    const following = main(['follow', workflowId], terminal);
    await eventually(() => names.every((name) => terminal.written.stderr.includes(name)));

    const status = await run('status', workflowId);
    await run('cancel', workflowId);

    expect(snapshot).toMatchObject({ state: 'running', status: null, trouble: null });
    expect(snapshot.fleet?.status).toMatchObject({ phase: 'cleaning', running: names, buckets: { total: 2 } });
    for (const name of names) expect(status.stdout).toContain(name);
    expect(await following).toBe(4);
  });
});

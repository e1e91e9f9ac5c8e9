import { randomUUID } from 'node:crypto';
import { main } from '../../../cli/main.ts';
import type { CleanupReport } from '../../../workflows/cleanup/contract.ts';
import { eventually } from '../../support/poll.ts';
import { System } from '../../support/system.ts';
import { withResolvers } from '../../support/with-resolvers.ts';
import { recordedIo } from '../support/recorded-io.ts';

const QUICK = ['--settle', '500ms', '--quiet-period', '100ms'];

describe('the command', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.begin();
  });
  afterAll(() => system.end());

  function bucket(uploads = 1): string {
    const name = `photos-${randomUUID()}`;
    system.s3.createBucket(name);
    system.s3.seedUploads(name, uploads, (index) => ({ key: `raw/${index}`, parts: [{ size: 1 }] }));
    return name;
  }

  function begin(...argv: string[]) {
    const io = recordedIo({ env: system.temporal.variables });
    const done = main(argv, io).then((code) => ({ code, ...io.written }));
    return { io, done };
  }

  const run = (...argv: string[]) => begin(...argv).done;
  const start = (...argv: string[]) => run('start', '--task-queue', system.taskQueue, ...argv);

  /** A job that runs until it is cancelled. */
  async function startLong(): Promise<string> {
    const { stdout } = await start(bucket(), '--all', '--settle', '1h', '--json');
    return JSON.parse(stdout).workflowId;
  }

  it('start answers the workflow ID and how to follow it', async () => {
    const name = bucket(0);

    const { code, stdout } = await start(name, '--older-than', '7d');

    expect(code).toBe(0);
    expect(stdout).toContain(`s3-cleanup follow s3-cleanup/${name}`);
    await run('cancel', `s3-cleanup/${name}`);
  });

  it('start --json answers the job and whether it ran already', async () => {
    const argv = [bucket(), '--all', '--settle', '1h', '--json'];

    const [first, second] = [await start(...argv), await start(...argv)].map(({ stdout }) => JSON.parse(stdout));

    expect(first).toEqual({ workflowId: first.workflowId, runId: expect.any(String), alreadyRunning: false });
    expect(second).toEqual({ ...first, alreadyRunning: true });
    await run('cancel', first.workflowId);
  });

  it('start --follow --json answers the report alone, and tells of progress on stderr', async () => {
    const name = bucket(3);

    const { code, stdout, stderr } = await start(name, '--all', '--follow', '--json', ...QUICK);

    const report: CleanupReport = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(report).toMatchObject({ bucket: name, outcome: 'clean', uploads: { gone: 3 } });
    expect(stderr).toContain('gone');
    expect(system.s3.uploads(name)).toEqual([]);
  });

  it('start refuses to join a job that means something else, and names the flags', async () => {
    const name = bucket();
    const what = ['--older-than', '30d', '--prefix', 'raw/', '--dry-run'];
    const started = await start(name, ...what, '--workflow-id', name, '--task-queue', 'nobody-polls');

    const { code, stdout, stderr } = await start(name, '--older-than', '7d', '--workflow-id', name, '--json');

    expect([started.code, code]).toEqual([0, 1]);
    expect(JSON.parse(stdout).error.type).toBe('AlreadyRunning');
    expect(stderr).toContain('runs already with --prefix raw/, with --dry-run, with another --older-than 30d: ');
    await system.temporal.env.client.workflow.getHandle(name).terminate();
  });

  it('start --follow joins a job that runs already', async () => {
    const argv = ['start', '--task-queue', system.taskQueue, bucket(2), '--all', ...QUICK];
    const held = withResolvers();
    system.s3.onRequest(() => held.promise);
    const { stdout } = await run(...argv, '--json');

    const { io, done } = begin(...argv, '--follow', '--json');
    await eventually(() => io.written.stderr.includes(JSON.parse(stdout).workflowId));
    held.resolve();
    system.s3.onRequest(undefined);
    const joined = await done;

    expect(joined).toMatchObject({ code: 0, stderr: expect.stringContaining(JSON.parse(stdout).workflowId) });
    expect(JSON.parse(joined.stdout)).toMatchObject({ outcome: 'clean', uploads: { gone: 2 } });
  });

  it('report answers what follow answered', async () => {
    const name = bucket(1);
    const followed = await start(name, '--all', '--dry-run', '--follow', '--json', ...QUICK);

    const reported = await run('report', `s3-cleanup/${name}`, '--json');
    const forPeople = await run('report', `s3-cleanup/${name}`);

    expect(JSON.parse(reported.stdout)).toEqual(JSON.parse(followed.stdout));
    expect(forPeople).toMatchObject({ code: 0, stderr: '' });
    expect(system.s3.uploads(name)).toHaveLength(1);
  });

  describe('of a dry run', () => {
    const dryRun = (...argv: string[]) => start(...argv, '--all', '--dry-run', '--follow', ...QUICK);

    it('answers sums without bytes, and lists no parts', async () => {
      const { stdout } = await dryRun(bucket(3), '--json');

      const report: CleanupReport = JSON.parse(stdout);
      expect(report).toMatchObject({ measured: null, uploads: { selected: 3 }, requests: { listParts: 0 } });
      expect(report.dryRun?.byPrefix).toMatchObject([{ prefix: 'raw/', cells: [{ verdict: 'selected', uploads: 3 }] }]);
    });

    it('--measure adds up bytes, and --price-per-gib-month says what they cost', async () => {
      const { stdout } = await dryRun(bucket(3), '--measure', '--price-per-gib-month', '1073741824', '--json');

      const cost = { pricePerGibMonth: 1_073_741_824, estimatePerMonth: 3 };
      expect(JSON.parse(stdout)).toMatchObject({ measured: { bytes: 3, parts: 3 }, cost });
    });

    it('--csv answers rows of the same sums, as report does later', async () => {
      const name = bucket(3);

      const { code, stdout } = await dryRun(name, '--measure', '--csv');
      const reported = await run('report', `s3-cleanup/${name}`, '--csv');

      const [head, row, ...end] = stdout.split('\r\n');
      expect({ code, end }).toEqual({ code: 0, end: [''] });
      expect(head).toBe('verdict,prefix,age,uploads,parts,bytes,oldest');
      expect(row).toMatch(/^selected,raw\/,<1d,3,3,3,\d{4}-.*Z$/);
      expect(reported.stdout).toBe(stdout);
    });

    it('is all that there is as CSV', async () => {
      const name = bucket(1);
      await start(name, '--all', '--follow', '--json', ...QUICK);

      expect((await run('report', `s3-cleanup/${name}`, '--csv')).code).toBe(2);
    });
  });

  it('says on stderr how a followed job ended, however short its last phase was', async () => {
    const name = bucket(0);

    const { stderr } = await start(name, '--all', '--follow', '--json', ...QUICK);

    expect(stderr.trim().split('\n').at(-1)).toMatch(`s3-cleanup/${name}: clean`);
  });

  it('exits 3 where uploads remain, and names them', async () => {
    const name = bucket(2);
    system.s3.deny({ bucket: name, key: 'raw/1', operation: 'AbortMultipartUpload' });

    const inJson = await start(name, '--all', '--give-up-after', '1ms', '--follow', '--json', ...QUICK);
    const forPeople = await run('report', `s3-cleanup/${name}`);

    expect([inJson.code, forPeople.code]).toEqual([3, 3]);
    const { error } = JSON.parse(inJson.stdout);
    expect(error).toMatchObject({ type: 'UploadsRemain', details: { uploads: [{ key: 'raw/1' }] } });
    expect(forPeople.stdout).toContain(error.details.uploads[0].uploadId);
  });

  it('exits 4 where a job was cancelled', async () => {
    const workflowId = await startLong();
    await run('cancel', workflowId);

    const { code, stdout } = await run('follow', workflowId, '--json');

    expect(code).toBe(4);
    expect(JSON.parse(stdout).error.type).toBe('Cancelled');
  });

  it.each([
    [1, 'NoSuchBucket', ['no-such-bucket', '--all']],
    [2, 'UnknownConnection', ['photos', '--all', '--connection', 'nowhere']],
  ])('exits %d on %s', async (code, type, argv) => {
    const answer = await start(...argv, '--follow', '--json');

    expect(answer.code).toBe(code);
    expect(JSON.parse(answer.stdout).error.type).toBe(type);
  });

  it('shows the state of a job, changes it and ends it', async () => {
    const workflowId = await startLong();

    const paused = await run('pause', workflowId, '--json');
    const status = await eventually(async () => {
      const { stdout } = await run('status', workflowId, '--json');
      return JSON.parse(stdout).status?.paused && JSON.parse(stdout);
    });
    const tuned = await run('tune', workflowId, '--concurrency', '9', '--requests-per-second', 'none', '--json');
    const resumed = await run('resume', workflowId, '--json');
    const cancelled = await run('cancel', workflowId, '--json');

    expect(JSON.parse(paused.stdout)).toEqual({ workflowId, paused: true });
    expect(status).toMatchObject({ workflowId, state: 'running', trouble: null });
    expect(JSON.parse(tuned.stdout)).toEqual({ concurrency: 9, requestsPerSecond: null });
    expect(JSON.parse(resumed.stdout)).toEqual({ workflowId, paused: false });
    expect(JSON.parse(cancelled.stdout)).toEqual({ workflowId, cancelRequested: true });
  });

  describe('prepare', () => {
    const prepare = (...argv: string[]) => run('prepare', '--task-queue', system.taskQueue, ...argv, ...QUICK);

    function bucketWithObjects(legalHold = false): string {
      const name = bucket(2);
      system.s3.seedObjects(name, 3, (n) => ({ key: `done/${n}`, legalHold }));
      return name;
    }

    it('--follow --json cleans, empties and deletes a bucket and answers the report alone', async () => {
      const name = bucketWithObjects();

      const { code, stdout, stderr } = await prepare(
        ...[name, '--empty-objects', '--delete-bucket', '--confirm', name, '--follow', '--json'],
      );

      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ deleted: true, uploads: { gone: 2 }, objects: { versions: 3 } });
      expect(stderr).toContain('gone');
      expect(system.s3.hasBucket(name)).toBe(false);
    });

    it('answers how to follow it; report and status know the job', async () => {
      const name = bucket(1);
      const workflowId = `s3-cleanup:prepare/${name}`;

      const { code, stdout } = await prepare(name);
      const followed = await run('follow', workflowId);
      const [reported, status] = [await run('report', workflowId, '--json'), await run('status', workflowId)];

      expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining(`follow ${workflowId}`) });
      expect(followed.stdout).toContain(name);
      expect(JSON.parse(reported.stdout)).toMatchObject({ ready: true, deleted: false });
      expect(status.code).toBe(0);
    });

    it('names the objects that it may not delete, and exits 1', async () => {
      const name = bucketWithObjects(true);

      const { code, stdout } = await prepare(name, '--empty-objects', '--follow');
      const inJson = await run('report', `s3-cleanup:prepare/${name}`, '--json');

      expect(code).toBe(1);
      expect(stdout).toContain('done/2');
      expect(JSON.parse(inJson.stdout).error).toMatchObject({
        type: 'ObjectsProtected',
        details: { objects: [{}, {}, {}] },
      });
    });

    it('exits 4 when it was cancelled, and says what was done by then', async () => {
      const name = bucket(2);
      const workflowId = `s3-cleanup:prepare/${name}`;
      await run('prepare', '--task-queue', system.taskQueue, name, '--settle', '1h');
      await eventually(async () => {
        const { stdout } = await run('status', workflowId, '--json');
        return JSON.parse(stdout).status?.requests.abort === 2;
      });

      await run('cancel', workflowId);
      const { code, stdout } = await run('follow', workflowId, '--json');

      expect(code).toBe(4);
      expect(JSON.parse(stdout).error).toMatchObject({
        type: 'Cancelled',
        details: { uploads: { selected: 2, gone: 0 } },
      });
    });

    it.each([
      ['a mistyped confirmation', ['--delete-bucket', '--confirm', 'photo']],
      ['a confirmation that is missing', ['--delete-bucket']],
      ['a confirmation of nothing', ['--confirm', 'photos']],
      ['no ranges at all', ['--parallelism', '0']],
    ])('exits 2 on %s, before Temporal is asked', async (_, argv) => {
      const answer = await run('prepare', 'photos', ...argv, '--json', '--address', '127.0.0.1:1');

      expect(answer.code).toBe(2);
      expect(JSON.parse(answer.stdout).error.type).toBe('InvalidInput');
    });
  });

  it.each(['follow', 'status', 'report', 'pause', 'resume', 'cancel'])(
    '%s exits 1 without such a job',
    async (name) => {
      const { code, stdout } = await run(name, 's3-cleanup/nothing', '--json');

      expect(code).toBe(1);
      expect(JSON.parse(stdout).error.type).toBe('NoSuchWorkflow');
    },
  );

  it('exits 130 at Ctrl-C, says how to follow on, and lets the job go on', async () => {
    const workflowId = await startLong();
    const { io, done } = begin('follow', workflowId, '--namespace', system.temporal.namespace, '--json');
    await eventually(() => io.written.stderr.includes('settling'));

    io.pressCtrlC();

    const { code, stdout, stderr } = await done;
    expect(code).toBe(130);
    expect(stderr).toContain(`s3-cleanup follow ${workflowId} --namespace ${system.temporal.namespace}`);
    expect(JSON.parse(stdout).error).toMatchObject({ type: 'Interrupted', details: { workflowId } });
    expect(JSON.parse((await run('status', workflowId, '--json')).stdout).state).toBe('running');
    await run('cancel', workflowId);
  });

  it.each([
    [1, 'TemporalUnreachable', ['--address', '127.0.0.1:1']],
    [1, 'TemporalUnreachable', ['--namespace', 'nowhere']],
    [2, 'TemporalConfigInvalid', ['--profile', 'nobody']],
    [2, 'TemporalConfigInvalid', ['--tls-cert-path', 'nothing.pem', '--tls-key-path', 'nothing.key']],
  ])('exits %d with %s for %j', async (code, type, argv) => {
    const { code: exited, stdout, stderr } = await run('status', 's3-cleanup/photos', '--json', ...argv);

    expect(exited).toBe(code);
    expect(JSON.parse(stdout).error.type).toBe(type);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

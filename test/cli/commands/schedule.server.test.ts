import { randomUUID } from 'node:crypto';
import { main } from '../../../cli/main.ts';
import { eventually } from '../../support/poll.ts';
import { System } from '../../support/system.ts';
import { recordedIo } from '../support/recorded-io.ts';

describe('the command schedule', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.begin();
  });
  afterAll(() => system.end());

  function bucket(): string {
    const name = `photos-${randomUUID()}`;
    system.s3.createBucket(name);
    return name;
  }

  async function schedule(...argv: string[]) {
    const io = recordedIo({ env: system.temporal.variables });
    const code = await main(['schedule', '--task-queue', system.taskQueue, ...argv], io);
    return { code, ...io.written };
  }

  const scheduled = (name: string) => system.temporal.env.client.schedule.getHandle(`s3-cleanup/${name}`);

  it('schedules a cleanup: one at a time, paused by a failure, and summed up in a line', async () => {
    const name = bucket();

    const { code, stdout } = await schedule(name, '--every', '24h', '--older-than', '7d', '--json');

    const { spec, policies, action } = await scheduled(name).describe();
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ scheduleId: `s3-cleanup/${name}`, created: true });
    expect(JSON.parse(stdout).next[0]).toMatch(/T00:00:00/);
    expect(spec.intervals).toMatchObject([{ every: 86_400_000 }]);
    expect(policies).toMatchObject({ overlap: 'SKIP', pauseOnFailure: true, catchupWindow: 86_400_000 });
    expect(action).toMatchObject({
      workflowType: 'cleanupMultipartUploads',
      taskQueue: system.taskQueue,
      args: [{ bucket: name, select: { olderThan: '7d' } }],
      staticSummary: expect.stringContaining(name),
    });
  });

  it('schedules a fleet, by cron and with jitter', async () => {
    const pattern = `{logs,tmp}-${randomUUID()}`;

    const argv = [
      '--match',
      pattern,
      '!*-x',
      '--cron',
      '0 3 * * 0',
      '--jitter',
      '30m',
      '--all',
      '--dry-run',
      '--measure',
    ];
    const { code, stdout } = await schedule(...argv, '--json');
    const again = await schedule('--match', pattern, '!*-x', '--every', '12h', '--older-than', '7d', '--json');

    const { scheduleId, next } = JSON.parse(stdout);
    const { spec, action, policies } = await system.temporal.env.client.schedule.getHandle(scheduleId).describe();
    expect({ code, scheduleId }).toEqual({ code: 0, scheduleId: `s3-cleanup:fleet/${pattern} !*-x` });
    expect(new Date(next[0]).getUTCDay()).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ scheduleId, created: false });
    expect(spec).toMatchObject({ intervals: [{ every: 43_200_000 }] });
    expect(policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 43_200_000 });
    expect(action).toMatchObject({
      workflowType: 'cleanupBuckets',
      args: [{ match: [pattern, '!*-x'], select: { olderThan: '7d' } }],
      staticSummary: expect.stringContaining(pattern),
    });
  });

  it('counts the buckets that match when it fires, and deletes its schedule', async () => {
    const site = randomUUID().slice(0, 8);
    for (const which of ['logs', 'tmp', 'photos']) {
      system.s3.createBucket(`${which}-${site}`);
      system.s3.seedUpload(`${which}-${site}`, { key: 'a', parts: [{ size: 7 }] });
    }
    const which = ['--match', `{logs,tmp,photos}-${site}`, '!photos-*'];
    const created = await schedule(...which, '--cron', '@weekly', '--all', '--dry-run', '--measure', '--json');
    const { scheduleId } = JSON.parse(created.stdout);
    const handle = system.temporal.env.client.schedule.getHandle(scheduleId);

    await handle.trigger();

    const { action } = await eventually(async () => (await handle.describe()).info.recentActions[0]);
    const report = await system.client.handle(action.workflow.workflowId).result();
    const deleted = await schedule(...which, '--delete', '--json');
    expect(report).toMatchObject({ outcome: 'dry-run', buckets: { total: 2 }, measured: { bytes: 14 } });
    expect(JSON.parse(deleted.stdout)).toEqual({ scheduleId, deleted: true });
  });

  it('cleans when it fires', async () => {
    const name = bucket();
    system.s3.seedUpload(name, { key: 'old', initiated: new Date('2026-01-01'), parts: [{ size: 1 }] });
    system.s3.seedUpload(name, { key: 'new', parts: [{ size: 1 }] });
    await schedule(name, '--every', '24h', '--older-than', '7d', '--settle', '1ms', '--quiet-period', '1ms');

    await scheduled(name).trigger();

    await eventually(() => system.s3.uploads(name).length === 1);
    expect(system.s3.uploads(name)).toMatchObject([{ key: 'new' }]);
  });

  it('pauses when a cleanup fails, and says so when it is changed', async () => {
    const name = 'no-such-bucket';
    await schedule(name, '--every', '24h', '--all');
    // With ALLOW_ALL, which is the default here, Temporal does not watch how it ends.
    await scheduled(name).trigger('SKIP');
    await eventually(async () => (await scheduled(name).describe()).state.paused);

    const { stdout } = await schedule(name, '--every', '12h', '--all', '--json');

    expect(JSON.parse(stdout)).toMatchObject({ created: false, next: [] });
    expect((await scheduled(name).describe()).spec.intervals).toMatchObject([{ every: 43_200_000 }]);
  });

  it('ends with --delete', async () => {
    const name = bucket();
    await schedule(name, '--every', '24h', '--all');

    const first = await schedule(name, '--delete', '--json');
    const second = await schedule(name, '--delete', '--json');

    expect(JSON.parse(first.stdout)).toEqual({ scheduleId: `s3-cleanup/${name}`, deleted: true });
    expect([first.code, second.code]).toEqual([0, 1]);
    expect(JSON.parse(second.stdout).error.type).toBe('NoSuchSchedule');
  });

  it('stops a cleanup that runs with --delete --cancel-running', async () => {
    const name = bucket();
    system.s3.seedUpload(name, { key: 'a', parts: [{ size: 1 }] });
    await schedule(name, '--every', '24h', '--all', '--settle', '1h');
    await scheduled(name).trigger('SKIP');
    await eventually(async () => (await scheduled(name).describe()).info.runningActions.length === 1);

    const { code, stdout } = await schedule(name, '--delete', '--cancel-running', '--json');

    const { cancelled, ...answer } = JSON.parse(stdout);
    expect({ code, answer }).toEqual({ code: 0, answer: { scheduleId: `s3-cleanup/${name}`, deleted: true } });
    expect(cancelled).toEqual([expect.stringContaining(`s3-cleanup/${name}-`)]);
    const { workflow } = system.temporal.env.client;
    await eventually(async () => (await workflow.getHandle(cancelled[0]).describe()).status.name === 'CANCELLED');
  });

  it.each([
    ['no interval', ['photos', '--all']],
    ['an interval below a minute', ['photos', '--all', '--every', '10s']],
    ['no selection', ['photos', '--every', '24h']],
    ['an interval to delete', ['photos', '--every', '24h', '--delete']],
    ['an interval and a cron expression', ['photos', '--every', '24h', '--cron', '0 3 * * *', '--all']],
    ['a cron expression of four fields', ['photos', '--cron', '0 3 * *', '--all']],
    ['a cron expression that makes no sense', ['photos', '--cron', '99 3 * * *', '--all']],
    ['a jitter that is none', ['photos', '--every', '24h', '--jitter', 'some', '--all']],
    ['a bucket and a pattern', ['photos', '--match', '*', '--every', '24h', '--all']],
    ['neither a bucket nor a pattern', ['--every', '24h', '--all']],
    ['a prefix of many buckets', ['--match', '*', '--prefix', 'a/', '--every', '24h', '--all']],
    ['a bound of many buckets', ['--match', '*', '--max-uploads', '9', '--every', '24h', '--all']],
    ['buckets of one at once', ['photos', '--parallelism', '2', '--every', '24h', '--all']],
    ['several connections of one bucket', ['photos', '--every', '24h', '--all', '--connection', 'a', 'b']],
    ['a name that is none', ['a/b', '--every', '24h', '--all']],
  ])('exits 2 on %s', async (_, argv) => {
    const { code, stdout } = await schedule(...argv, '--json');

    expect(code).toBe(2);
    expect(JSON.parse(stdout).error.type).toBe('InvalidInput');
  });
});

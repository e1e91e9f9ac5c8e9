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
    ['a name that is none', ['a/b', '--every', '24h', '--all']],
  ])('exits 2 on %s', async (_, argv) => {
    const { code, stdout } = await schedule(...argv, '--json');

    expect(code).toBe(2);
    expect(JSON.parse(stdout).error.type).toBe('InvalidInput');
  });
});

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { BIN } from '../../support/built.ts';
import { eventually } from '../../support/poll.ts';
import { type Started, start } from '../../support/processes.ts';
import { openTestNamespace, type TestTemporal } from '../../support/temporal.ts';

let temporal: TestTemporal;
let taskQueue: string;
let worker: Started;

beforeAll(async () => {
  temporal = await openTestNamespace();
});

afterAll(() => temporal.stop());

beforeEach(async () => {
  taskQueue = randomUUID();
  worker = start(process.execPath, [BIN, 'worker', '--processes', '2', '--task-queue', taskQueue], {
    env: { ...temporal.variables, AWS_REGION: 'us-east-1' },
    deadlineMs: 150_000,
  });
  await eventually(() => worker.output.stderr.includes(taskQueue), 60_000);
});

afterEach(async () => {
  worker.child.kill('SIGKILL');
  await worker.finished;
});

/** Process IDs of all that ever polled the task queue: `ID@host`. */
async function pollers(): Promise<number[]> {
  const { pollers } = await temporal.env.client.workflowService.describeTaskQueue({
    namespace: temporal.namespace,
    taskQueue: { name: taskQueue },
  });
  return (pollers ?? []).map(({ identity }) => Number.parseInt(identity ?? '', 10));
}

/** Megabytes in memory, as the operating system counts them. */
function residentMegabytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kilobytes) * 1_024) / 1e6;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it('says once that it is ready, when all of its processes poll', async () => {
  const polling = await eventually(async () => ((await pollers()).length === 2 ? pollers() : undefined));

  expect(polling).not.toContain(worker.child.pid);
  expect(worker.output.stderr.split(taskQueue)).toHaveLength(2);
});

it('keeps each of them under 150 MB before the first job', async () => {
  const polling = await eventually(async () => ((await pollers()).length === 2 ? pollers() : undefined));

  const large = polling.map(residentMegabytes).filter((megabytes) => !(megabytes < 150));

  expect(large).toEqual([]);
});

it('ends them all at SIGTERM, and ends well', async () => {
  const polling = await eventually(async () => ((await pollers()).length === 2 ? pollers() : undefined));

  worker.child.kill('SIGTERM');

  expect(await worker.finished).toMatchObject({ code: 0, stdout: '' });
  expect(polling.filter(isRunning)).toEqual([]);
});

it('replaces a process that dies', async () => {
  const [first = 0] = await eventually(async () => ((await pollers()).length === 2 ? pollers() : undefined));

  process.kill(first, 'SIGKILL');

  const all = await eventually(async () => ((await pollers()).length === 3 ? pollers() : undefined));
  expect(all.filter(isRunning)).toHaveLength(2);
});

it('leaves no process behind when it is killed itself', async () => {
  const polling = await eventually(async () => ((await pollers()).length === 2 ? pollers() : undefined));

  worker.child.kill('SIGKILL');

  await eventually(() => !polling.some(isRunning));
});

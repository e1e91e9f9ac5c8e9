import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateMultipartUploadCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { PrepareReport } from '../../workflows/prepare/contract.ts';
import { eventually } from '../support/poll.ts';
import type { Finished } from '../support/processes.ts';
import { pythonWith } from './python.ts';
import { Site } from './site.ts';

const PYTHON = resolve(__dirname, '..', '..', 'examples', 'python');

jest.setTimeout(600_000);

/** They all wait for the same minute, so they are started together; each test awaits its own. */
describe('the example', () => {
  let site: Site;
  let running: Record<string, Promise<Finished>>;
  let writer: Promise<number>;

  beforeAll(async () => {
    const [begun, python] = await Promise.all([Site.begin(), pythonWith(resolve(PYTHON, 'requirements.txt'))]);
    site = begun;
    await site.operator('namespace', 'create', '--namespace', 'media');
    const endpoint = ['--name', 's3-cleanup', '--target-namespace', 'default', '--target-task-queue', 's3-cleanup'];
    await site.operator('nexus', 'endpoint', 'create', ...endpoint);
    site.s3.createBucket('catalogue');
    for (const name of ['script', 'schedule', 'child', 'nexus', 'python', 'dataset']) site.bucket(name, 5);
    writer = write(site, 'dataset');
    running = {
      script: site.example('client-script.js', ['script']),
      schedule: site.example('schedule.js', ['schedule']),
      child: site.example('child-workflow/main.js', ['child']),
      nexus: site.example('nexus/main.js', ['nexus'], { TEMPORAL_NAMESPACE: 'media' }),
      python: site.program(python, [resolve(PYTHON, 'pipeline.py'), 'python']),
      dataset: site.example('data-pipeline/main.js', ['dataset', 'catalogue']),
    };
    // A failure is told by the test that awaits it.
    for (const program of Object.values(running)) program.catch(() => {});
  });
  afterAll(() => site?.end());

  async function answerOf(name: string): Promise<unknown> {
    const { code, signal, stdout, stderr } = (await running[name]) as Finished;
    expect({ code, signal, stderr }).toMatchObject({ code: 0 });
    return JSON.parse(stdout);
  }

  const uploadsOf = (bucket: string) => site.s3.uploads(bucket).map(({ key }) => key);

  it('client-script: cleans a bucket in ten lines', async () => {
    expect(await answerOf('script')).toMatchObject({ bucket: 'script', outcome: 'clean', uploads: { gone: 5 } });
    expect(uploadsOf('script')).toEqual(['new']);
    const source = readFileSync(resolve(__dirname, '..', '..', 'examples', 'client-script.ts'), 'utf8');
    expect(bodyOf(source).length).toBeLessThanOrEqual(10);
  });

  it('child-workflow: runs the cleanup as a step of a workflow, on its own worker', async () => {
    expect(await answerOf('child')).toEqual({ gone: 5 });
    expect(uploadsOf('child')).toEqual(['new']);
    expect(await taskQueueOf('s3-cleanup/child')).toBe('month-end');
  });

  it('nexus: lets a workflow of another namespace have a bucket cleaned', async () => {
    expect(await answerOf('nexus')).toMatchObject({ bucket: 'nexus', outcome: 'clean', uploads: { gone: 5 } });
    expect(uploadsOf('nexus')).toEqual(['new']);
    expect(await taskQueueOf('s3-cleanup/nexus')).toBe('s3-cleanup');
  });

  it('python: lets a workflow in Python have a bucket cleaned, by name and with plain JSON', async () => {
    expect(await answerOf('python')).toEqual({ gone: 5 });
    expect(uploadsOf('python')).toEqual(['new']);
  });

  it('schedule: cleans when it fires', async () => {
    expect(await answerOf('schedule')).toMatchObject({ scheduleId: 's3-cleanup/schedule' });
    const schedule = site.temporal.env.client.schedule.getHandle('s3-cleanup/schedule');

    await schedule.trigger();

    await eventually(() => uploadsOf('schedule').length === 1);
    expect(uploadsOf('schedule')).toEqual(['new']);
  });

  it('data-pipeline: stops the writers, deletes the bucket, and goes on', async () => {
    const { code, stderr } = (await running.dataset) as Finished;

    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await writer).toBeGreaterThan(0);
    expect(site.s3.hasBucket('dataset')).toBe(false);
    expect(site.s3.hasObject('catalogue', 'retired/dataset.json')).toBe(true);
    const { client } = site.temporal.env;
    const report: PrepareReport = await client.workflow.getHandle('s3-cleanup:prepare/dataset').result();
    expect(report).toMatchObject({ ready: true, deleted: true });
  });

  async function taskQueueOf(workflowId: string): Promise<string> {
    return (await site.temporal.env.client.workflow.getHandle(workflowId).describe()).taskQueue;
  }
});

/** Begins uploads and leaves them until it sees the object STOP; answers how many. */
async function write(site: Site, bucket: string): Promise<number> {
  const s3 = new S3Client(site.s3.clientConfig());
  const isStopped = () =>
    s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'STOP' })).then(
      () => true,
      () => false,
    );
  let begun = 0;
  for (; !(await isStopped()); begun += 1) {
    await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: `left/${begun}` }));
    await delay(100);
  }
  s3.destroy();
  return begun;
}

/** The lines of an example's `main`. */
function bodyOf(source: string): string[] {
  const lines = source.split('\n');
  const first = lines.findIndex((line) => line.startsWith('async function main'));
  return lines.slice(first, lines.indexOf('}', first) + 1);
}

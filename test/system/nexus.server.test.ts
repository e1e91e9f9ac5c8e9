import { randomUUID } from 'node:crypto';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { S3CleanupPlugin } from '../../worker/index.ts';
import type { CleanupInput } from '../../workflows/cleanup/contract.ts';
import { eventually } from '../support/poll.ts';
import { System } from '../support/system.ts';
import type { callCleanup } from './nexus-caller.ts';

const QUICK = { select: { all: true }, settle: 100, quietPeriod: 100 } as const;

describe('the Nexus service S3Cleanup', () => {
  let system: System;
  let caller: Worker;
  let calling: Promise<void>;
  const taskQueue = randomUUID();

  beforeAll(async () => {
    system = await System.begin();
    const { namespace, env } = system.temporal;
    const { connection, nativeConnection } = env;
    const target = { worker: { namespace, taskQueue: system.taskQueue } };
    await connection.operatorService.createNexusEndpoint({ spec: { name: 's3-cleanup', target } });
    const workflowsPath = require.resolve('./nexus-caller.ts');
    caller = await Worker.create({ connection: nativeConnection, namespace, taskQueue, workflowsPath });
    calling = caller.run();
  });
  afterAll(async () => {
    caller?.shutdown();
    await calling;
    await system.end();
  });

  const call = (input: CleanupInput) =>
    system.temporal.env.client.workflow.start<typeof callCleanup>('callCleanup', {
      args: [input],
      taskQueue,
      workflowId: `caller/${randomUUID()}`,
    });

  /** The type of the ApplicationFailure deepest in the failure of a call. */
  async function failureOf(input: CleanupInput): Promise<string | undefined | null> {
    const failure = await (await call(input)).result().then(
      () => undefined,
      (error) => error,
    );
    let type: string | undefined | null;
    for (let at = failure?.cause; at; at = at.cause) if (at instanceof ApplicationFailure) type = at.type;
    return type;
  }

  function bucket(): string {
    const name = `photos-${randomUUID()}`;
    system.s3.createBucket(name);
    system.s3.seedUpload(name, { key: 'a', parts: [{ size: 1 }] });
    return name;
  }

  it('cleans a bucket and answers the report', async () => {
    const name = bucket();

    const report = await (await call({ bucket: name, ...QUICK })).result();

    expect(report).toMatchObject({ bucket: name, outcome: 'clean', uploads: { gone: 1 } });
  });

  it('refuses a second job on a bucket, whoever began the first', async () => {
    const name = bucket();
    const job = await system.client.start({ bucket: name, ...QUICK, settle: '1h' });

    expect(await failureOf({ bucket: name, ...QUICK })).toBe('AlreadyRunning');
    await job.cancel();
  });

  it('refuses a bad input at once, and starts nothing', async () => {
    expect(await failureOf({ bucket: 'photos' } as CleanupInput)).toBe('InvalidInput');
    await expect(system.client.handle('s3-cleanup/photos').snapshot()).rejects.toMatchObject({
      type: 'NoSuchWorkflow',
    });
  });

  it('fails as the job does', async () => {
    expect(await failureOf({ bucket: 'no-such-bucket', ...QUICK })).toBe('NoSuchBucket');
  });

  it('cancels the job when its caller is cancelled', async () => {
    const name = bucket();
    const calls = await call({ bucket: name, ...QUICK, settle: '1h' });
    const job = system.client.handle(`s3-cleanup/${name}`);
    await eventually(() =>
      job.snapshot().then(
        ({ status }) => status?.phase === 'settling',
        () => false,
      ),
    );

    await calls.cancel();

    await expect(calls.result()).rejects.toMatchObject({ cause: expect.any(TemporalFailure) });
    await eventually(async () => (await job.snapshot()).state === 'cancelled');
  });

  it('is registered once where the plugin is applied twice', async () => {
    const plugin = new S3CleanupPlugin();
    const { nativeConnection } = system.temporal.env;

    const worker = await Worker.create({
      connection: nativeConnection,
      namespace: system.temporal.namespace,
      taskQueue: randomUUID(),
      plugins: [plugin, plugin],
    });

    await worker.runUntil(async () => {});
  });
});

import { randomUUID } from 'node:crypto';
import type { Worker } from '@temporalio/worker';
import { S3CleanupClient } from '../../client/index.ts';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { type CleanupWorkerOptions, createWorker } from '../../worker/index.ts';
import { eventually } from '../support/poll.ts';
import { sharedBundle } from '../support/shared.ts';
import { openTestNamespace, type TestTemporal } from '../support/temporal.ts';

type Behavior = 'AUTO_UPGRADE' | 'PINNED';

describe('two versions of a worker side by side', () => {
  let temporal: TestTemporal;
  let s3: SimulatedS3;
  beforeAll(async () => {
    [temporal, s3] = await Promise.all([openTestNamespace(), SimulatedS3.start()]);
  });
  afterAll(async () => {
    await temporal.stop();
    await s3.stop();
  });

  /** A deployment of its own, with a task queue of the same name. */
  class TestDeployment {
    readonly name = randomUUID();
    readonly client = new S3CleanupClient(temporal.env.client, { taskQueue: this.name });
    readonly #behavior: Behavior;
    readonly #running = new Map<string, { worker: Worker; done: Promise<void> }>();

    constructor(behavior: Behavior) {
      this.#behavior = behavior;
    }

    /** Starts a worker of the version, and makes new jobs go to it. */
    async release(buildId: string): Promise<void> {
      const workerDeploymentOptions: CleanupWorkerOptions['workerDeploymentOptions'] = {
        version: { deploymentName: this.name, buildId },
        useWorkerVersioning: true,
        defaultVersioningBehavior: this.#behavior,
      };
      const worker = await createWorker({
        connection: temporal.env.nativeConnection,
        namespace: temporal.namespace,
        workflowBundle: sharedBundle(),
        taskQueue: this.name,
        connections: { default: s3.clientConfig() },
        workerDeploymentOptions,
      });
      this.#running.set(buildId, { worker, done: worker.run() });
      const { workflowService } = temporal.env.client;
      const asked = { namespace: temporal.namespace, deploymentName: this.name, buildId };
      // The server knows a version once its worker has polled.
      await eventually(() => workflowService.setWorkerDeploymentCurrentVersion(asked).then(Boolean, () => false));
    }

    async start(settle: string) {
      const bucket = `photos-${randomUUID()}`;
      s3.createBucket(bucket);
      s3.seedUploads(bucket, 3, (n) => ({ key: `${n}`, parts: [{ size: 1 }] }));
      const waits = { settle, quietPeriod: '100ms', keepCompleted: 'never' } as const;
      const job = await this.client.start({ bucket, select: { all: true }, ...waits });
      await eventually(() =>
        job.status().then(
          ({ phase }) => phase === 'settling',
          () => false,
        ),
      );
      return job;
    }

    async stop(buildId: string): Promise<void> {
      const { worker, done } = this.#running.get(buildId) ?? {};
      worker?.shutdown();
      await done;
      this.#running.delete(buildId);
    }

    async end(): Promise<void> {
      for (const buildId of [...this.#running.keys()]) await this.stop(buildId);
    }
  }

  /** The versions that completed the workflow tasks of a job, in order. */
  async function versionsOf(workflowId: string): Promise<string[]> {
    const { events } = await temporal.env.client.workflow.getHandle(workflowId).fetchHistory();
    const versions = (events ?? []).flatMap(({ workflowTaskCompletedEventAttributes: completed }) =>
      completed ? [completed.deploymentVersion?.buildId ?? completed.workerDeploymentVersion ?? 'none'] : [],
    );
    return [...new Set(versions)];
  }

  it('lets the new one finish what the old one began, so that the old one may end', async () => {
    const deployment = new TestDeployment('AUTO_UPGRADE');
    await deployment.release('v1');
    const job = await deployment.start('3s');
    await deployment.release('v2');
    await deployment.stop('v1');

    const report = await job.result();
    await deployment.end();

    expect(report).toMatchObject({ outcome: 'clean', uploads: { gone: 3 } });
    expect(await versionsOf(job.workflowId)).toEqual(['v1', 'v2']);
  });

  it('lets the old one finish what it began, where a worker of the user pins its workflows', async () => {
    const deployment = new TestDeployment('PINNED');
    await deployment.release('v1');
    const old = await deployment.start('3s');
    await deployment.release('v2');
    const young = await deployment.start('2s');

    const report = await old.result();
    await young.result();
    await deployment.end();

    expect(report).toMatchObject({ outcome: 'clean', uploads: { gone: 3 } });
    expect(await versionsOf(old.workflowId)).toEqual(['v1']);
    expect(await versionsOf(young.workflowId)).toEqual(['v2']);
  });
});

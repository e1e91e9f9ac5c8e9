import { randomUUID } from 'node:crypto';
import type { Worker } from '@temporalio/worker';
import { S3CleanupClient } from '../../client/index.ts';
import { SimulatedS3, type SimulatedS3Options } from '../../simulated-s3/index.ts';
import { type CleanupWorkerOptions, createWorker, type S3ConnectionConfig } from '../../worker/index.ts';
import type { CleanupInput } from '../../workflows/cleanup/contract.ts';
import { sharedBundle } from './shared.ts';
import { openTestNamespace, type TestTemporal } from './temporal.ts';

/** The whole product on a real dev server, against the simulated S3. */
export class System {
  readonly s3: SimulatedS3;
  readonly temporal: TestTemporal;
  readonly taskQueue: string;
  readonly client: S3CleanupClient;
  readonly #worker: Worker;
  readonly #running: Promise<void>;

  private constructor(s3: SimulatedS3, temporal: TestTemporal, taskQueue: string, worker: Worker) {
    this.s3 = s3;
    this.temporal = temporal;
    this.taskQueue = taskQueue;
    this.#worker = worker;
    this.#running = worker.run();
    this.client = new S3CleanupClient(temporal.env.client, { taskQueue });
  }

  /** `connection`: what differs from that to the simulated S3. */
  static async begin(
    options: SimulatedS3Options = {},
    connection: S3ConnectionConfig = {},
    worker: Pick<CleanupWorkerOptions, 'notifications'> = {},
  ): Promise<System> {
    const [s3, temporal] = await Promise.all([SimulatedS3.start(options), openTestNamespace()]);
    const taskQueue = randomUUID();
    const running = await createWorker({
      connection: temporal.env.nativeConnection,
      namespace: temporal.namespace,
      workflowBundle: sharedBundle(),
      taskQueue,
      connections: { default: { ...s3.clientConfig(), ...connection } },
      ...worker,
    });
    return new System(s3, temporal, taskQueue, running);
  }

  /** Starts a job with short waits. The simulated S3 stands for AWS, where nobody asks for objects. */
  start(input: Partial<CleanupInput> & { bucket: string }) {
    const waits = { settle: 500, quietPeriod: 100, retry: { initial: 100, maximum: 500 } } as const;
    return this.client.start(
      { select: { all: true }, keepCompleted: 'never', ...waits, ...input },
      { workflowId: `test/${randomUUID()}` },
    );
  }

  async clean(input: Partial<CleanupInput> & { bucket: string }) {
    return (await this.start(input)).result();
  }

  async end(): Promise<void> {
    this.#worker.shutdown();
    await this.#running;
    await this.temporal.stop();
    await this.s3.stop();
  }
}

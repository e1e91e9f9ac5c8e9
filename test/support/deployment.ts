import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { CleanupFailure, S3CleanupClient, type StartedCleanup } from '../../client/index.ts';
import { SimulatedS3, type SimulatedS3Options } from '../../simulated-s3/index.ts';
import type { CleanupInput, CleanupReport } from '../../workflows/cleanup/contract.ts';
import { eventually } from './poll.ts';
import { type Finished, type Started, start } from './processes.ts';
import { openTestNamespace, type TestTemporal } from './temporal.ts';

const ROOT = resolve(__dirname, '../..');

export interface DeploymentOptions {
  s3?: SimulatedS3Options;
  /** Options of the worker, as JSON can carry them. */
  worker?: Record<string, unknown>;
  /** Over what the simulated S3 says of its connection. */
  connection?: Record<string, unknown>;
  /** `user:password` in the endpoint. */
  userinfo?: string;
}

/**
 * The product as users run it: what was built, in a process of its own, which an unhandled rejection would end. Only
 * there does the SDK recognise the errors of Node: Jest's realm has another `Error`.
 */
export class Deployment {
  readonly s3: SimulatedS3;
  readonly temporal: TestTemporal;
  readonly taskQueue = `faults-${randomUUID()}`;
  readonly client: S3CleanupClient;
  readonly #options: DeploymentOptions;
  readonly #workers: Started[] = [];

  private constructor(s3: SimulatedS3, temporal: TestTemporal, options: DeploymentOptions) {
    this.s3 = s3;
    this.temporal = temporal;
    this.#options = options;
    this.client = new S3CleanupClient(temporal.env.client, { taskQueue: this.taskQueue });
  }

  static async begin(options: DeploymentOptions = {}): Promise<Deployment> {
    const [s3, temporal] = await Promise.all([SimulatedS3.start(options.s3), openTestNamespace()]);
    const deployment = new Deployment(s3, temporal, options);
    await deployment.startWorker();
    return deployment;
  }

  /** A worker of the package that was built in a folder. */
  async startWorker(folder = ROOT): Promise<Started> {
    const { worker, connection, userinfo } = this.#options;
    const { endpoint, ...config } = this.s3.clientConfig();
    const at = endpoint.replace('//', userinfo === undefined ? '//' : `//${userinfo}@`);
    const connections = { default: { ...config, endpoint: at, ...connection } };
    const { address, namespace } = this.temporal;
    const options = { folder, address, namespace, taskQueue: this.taskQueue, connections, ...worker };
    const started = start(process.execPath, [join(__dirname, 'worker-main.js'), JSON.stringify(options)], {
      deadlineMs: 900_000,
    });
    this.#workers.push(started);
    await eventually(() => started.output.stderr.includes('polling\n') || started.child.exitCode !== null, 120_000);
    return started;
  }

  /** Starts a job with short waits. The simulated S3 stands for AWS, where nobody asks for objects. */
  start(input: Partial<CleanupInput> & { bucket: string }): Promise<StartedCleanup> {
    const waits = { settle: 300, quietPeriod: 100, retry: { initial: 100, maximum: 500 } } as const;
    return this.client.start(
      { select: { all: true }, keepCompleted: 'never', ...waits, ...input },
      { workflowId: `test/${randomUUID()}` },
    );
  }

  async clean(input: Partial<CleanupInput> & { bucket: string }): Promise<CleanupReport> {
    return (await this.start(input)).result();
  }

  /** The failure of a job that must fail. */
  async fail(input: Partial<CleanupInput> & { bucket: string }): Promise<CleanupFailure> {
    return failureOf(await this.start(input));
  }

  /** What the workers wrote so far. */
  get output(): string {
    return this.#workers.map(({ output }) => output.stdout + output.stderr).join('');
  }

  /** Asks the workers to end and answers how they did: with 0, unless something had ended them before. */
  async stopWorkers(): Promise<Finished[]> {
    for (const { child } of this.#workers) child.kill('SIGTERM');
    return await Promise.all(this.#workers.splice(0).map(({ finished }) => finished));
  }

  /** Ends the workers in the middle of whatever they do. */
  async killWorkers(): Promise<void> {
    for (const { child } of this.#workers) child.kill('SIGKILL');
    await Promise.all(this.#workers.splice(0).map(({ finished }) => finished));
  }

  async end(): Promise<void> {
    await this.stopWorkers();
    await this.temporal.stop();
    await this.s3.stop();
  }
}

export async function failureOf(job: StartedCleanup): Promise<CleanupFailure> {
  try {
    throw new Error(`expected a failure, got ${JSON.stringify(await job.result())}`);
  } catch (error) {
    if (error instanceof CleanupFailure) return error;
    throw error;
  }
}

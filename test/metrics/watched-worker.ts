import { randomUUID } from 'node:crypto';
import { S3CleanupClient, type StartedCleanup } from '../../client/index.ts';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import type { CleanupInput } from '../../workflows/cleanup/contract.ts';
import { BIN } from '../support/built.ts';
import { eventually } from '../support/poll.ts';
import { type Finished, type Started, start } from '../support/processes.ts';
import { startTestTemporal, type TestTemporal } from '../support/temporal.ts';

/** `s3-cleanup worker`, watched, on a real dev server, against the simulated S3. */
export class WatchedWorker {
  readonly s3: SimulatedS3;
  readonly temporal: TestTemporal;
  readonly client: S3CleanupClient;
  readonly #worker: Started;
  #isInterrupted = false;

  private constructor(s3: SimulatedS3, temporal: TestTemporal, client: S3CleanupClient, worker: Started) {
    this.s3 = s3;
    this.temporal = temporal;
    this.client = client;
    this.#worker = worker;
  }

  /** With any free port for its metrics, and these flags. */
  static async begin(flags: string[], env: Record<string, string> = {}): Promise<WatchedWorker> {
    const [s3, temporal] = await Promise.all([SimulatedS3.start(), startTestTemporal()]);
    const taskQueue = randomUUID();
    const { endpoint, region, credentials } = s3.clientConfig();
    const where = ['--endpoint-url', endpoint, '--region', region, '--force-path-style', '--task-queue', taskQueue];
    const worker = start(process.execPath, [BIN, 'worker', '--metrics-port', '0', ...where, ...flags], {
      env: {
        ...temporal.variables,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        ...env,
      },
      deadlineMs: 600_000,
    });
    await eventually(
      () => worker.output.stderr.includes('polling task queue') || worker.child.exitCode !== null,
      90_000,
    );
    const client = new S3CleanupClient(temporal.env.client, { taskQueue });
    return new WatchedWorker(s3, temporal, client, worker);
  }

  /** Where its metrics are. */
  get address(): string {
    const [, address] = /metrics and health at http:\/\/([\d.:]+)/.exec(this.log) ?? [];
    if (address === undefined) throw new Error(`the worker did not say where its metrics are:\n${this.log}`);
    return address;
  }

  /** What it wrote so far. */
  get log(): string {
    return this.#worker.output.stderr;
  }

  async get(path: string): Promise<{ status: number; text: string }> {
    const response = await fetch(`http://${this.address}${path}`);
    return { status: response.status, text: await response.text() };
  }

  /** Starts a job with short waits. The simulated S3 stands for AWS, where nobody asks for objects. */
  start(input: Partial<CleanupInput> & { bucket: string }): Promise<StartedCleanup> {
    const waits = { settle: 300, quietPeriod: 100, retry: { initial: 100, maximum: 500 } } as const;
    return this.client.start(
      { select: { all: true }, keepCompleted: 'never', ...waits, ...input },
      { workflowId: `test/${randomUUID()}` },
    );
  }

  async clean(input: Partial<CleanupInput> & { bucket: string }) {
    return (await this.start(input)).result();
  }

  /** Asks it to end; what happens then is awaited by `stop`. */
  interrupt(): void {
    if (!this.#isInterrupted) this.#worker.child.kill('SIGTERM');
    // A second signal would end it at once.
    this.#isInterrupted = true;
  }

  async stop(): Promise<Finished> {
    this.interrupt();
    const finished = await this.#worker.finished;
    await this.temporal.stop();
    await this.s3.stop();
    return finished;
  }
}

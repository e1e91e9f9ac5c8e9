import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { S3CleanupClient, type StartedCleanup } from '../../client/index.ts';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import type { CleanupInput } from '../../workflows/cleanup/contract.ts';
import { eventually } from '../support/poll.ts';
import { type Started, start } from '../support/processes.ts';
import { type BreakableTemporal, DevTemporal } from './dev-temporal.ts';

const COMMAND = resolve(__dirname, '../../dist/cli/bin.js');

/** Real processes to break: workers, a Temporal server, by default the dev server on a database file, and an S3. */
export class Site {
  readonly s3: SimulatedS3;
  readonly taskQueue = `chaos-${randomUUID()}`;
  readonly workers = new Map<number, Started>();
  kills = 0;
  readonly #temporal: BreakableTemporal;
  readonly #connection: Connection;

  private constructor(s3: SimulatedS3, temporal: BreakableTemporal, to: Connection) {
    this.s3 = s3;
    this.#temporal = temporal;
    this.#connection = to;
  }

  static async open(seed: number, startTemporal: () => Promise<BreakableTemporal> = DevTemporal.start): Promise<Site> {
    const temporal = await startTemporal();
    const [s3, connection] = await Promise.all([
      SimulatedS3.start({ seed }),
      Connection.connect({ address: temporal.address }),
    ]);
    return new Site(s3, temporal, connection);
  }

  /** Of the Temporal server. */
  get address(): string {
    return this.#temporal.address;
  }

  start(input: CleanupInput): Promise<StartedCleanup> {
    const client = new Client({ connection: this.#connection });
    return new S3CleanupClient(client, { taskQueue: this.taskQueue }).start(input);
  }

  /** A worker process; a slot keeps one at a time. */
  startWorker(slot: number): void {
    const { endpoint, region } = this.s3.clientConfig();
    const where = ['--address', this.#temporal.address, '--task-queue', this.taskQueue];
    const s3 = ['--endpoint-url', endpoint, '--region', region, '--force-path-style'];
    const credentials = { AWS_ACCESS_KEY_ID: 'chaos', AWS_SECRET_ACCESS_KEY: 'chaos' };
    const options = { env: credentials, deadlineMs: 3_600_000 };
    const worker = start(process.execPath, [COMMAND, 'worker', '--processes', '1', ...where, ...s3], options);
    worker.finished.catch(() => {});
    this.workers.set(slot, worker);
  }

  /** When the worker of a slot polls: killing one that does nothing yet proves nothing. */
  async ready(slot: number): Promise<void> {
    const worker = this.workers.get(slot);
    await eventually(() => worker?.output.stderr.includes('polling') || worker?.child.exitCode !== null, 600_000);
    if (worker?.child.exitCode !== null) throw new Error(`the worker ended:\n${worker?.output.stderr}`);
  }

  async killWorker(slot: number): Promise<void> {
    const worker = this.workers.get(slot);
    worker?.child.kill('SIGKILL');
    await worker?.finished.catch(() => {});
    this.kills += 1;
  }

  async restartTemporal(): Promise<void> {
    await this.#temporal.crash();
  }

  async close(): Promise<void> {
    for (const { child } of this.workers.values()) child.kill('SIGKILL');
    await Promise.allSettled([...this.workers.values()].map(({ finished }) => finished));
    await this.#connection.close();
    await this.#temporal.stop();
    await this.s3.stop();
  }
}

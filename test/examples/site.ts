import { resolve } from 'node:path';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { findTemporalServer } from '../../temporal-server/index.ts';
import { eventually } from '../support/poll.ts';
import { type Finished, run, type Started, start } from '../support/processes.ts';
import { startTestTemporal, type TestTemporal } from '../support/temporal.ts';

const ROOT = resolve(__dirname, '..', '..');

/** An example waits as long as it would anywhere: 10 s for parts to land, 30 s before it looks again. */
const DEADLINE_MS = 400_000;

/** A Temporal server, a simulated S3 and `s3-cleanup worker`, for the examples to run against as programs. */
export class Site {
  readonly s3: SimulatedS3;
  readonly temporal: TestTemporal;
  readonly #worker: Started;

  private constructor(s3: SimulatedS3, temporal: TestTemporal, worker: Started) {
    this.s3 = s3;
    this.temporal = temporal;
    this.#worker = worker;
  }

  static async begin(): Promise<Site> {
    const [s3, temporal] = await Promise.all([SimulatedS3.start(), startTestTemporal()]);
    const worker = start(process.execPath, [resolve(ROOT, 'dist', 'cli', 'bin.js'), 'worker'], {
      env: environment(s3, temporal),
      deadlineMs: 2 * DEADLINE_MS,
    });
    await eventually(() => worker.output.stderr.includes('polling'));
    return new Site(s3, temporal, worker);
  }

  /** A bucket with as many uploads of last year, and one of today. */
  bucket(name: string, uploads: number): string {
    this.s3.createBucket(name);
    const initiated = new Date(Date.now() - 400 * 86_400_000);
    this.s3.seedUploads(name, uploads, (n) => ({ key: `old/${n}`, initiated, parts: [{ size: 1 }] }));
    this.s3.seedUpload(name, { key: 'new', parts: [{ size: 1 }] });
    return name;
  }

  /** Runs an example as its README says. */
  example(file: string, args: string[], env: Record<string, string> = {}): Promise<Finished> {
    return this.program(process.execPath, [resolve(ROOT, 'dist-examples', file), ...args], env);
  }

  /** Runs any program where Temporal and S3 are found as their own tools find them. */
  program(command: string, args: string[], env: Record<string, string> = {}): Promise<Finished> {
    return run(command, args, { env: { ...environment(this.s3, this.temporal), ...env }, deadlineMs: DEADLINE_MS });
  }

  /** Runs `temporal operator …`. */
  async operator(...args: string[]): Promise<void> {
    const executable = await findTemporalServer({ log: () => {} });
    const { code, stderr } = await run(executable, ['operator', ...args, '--address', this.temporal.address]);
    if (code !== 0) throw new Error(`temporal operator ${args.join(' ')}: ${stderr}`);
  }

  async end(): Promise<void> {
    this.#worker.child.kill('SIGTERM');
    await this.#worker.finished;
    await this.temporal.stop();
    await this.s3.stop();
  }
}

function environment(s3: SimulatedS3, { address }: TestTemporal): Record<string, string> {
  const { region, credentials } = s3.clientConfig();
  return {
    TEMPORAL_ADDRESS: address,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: String(credentials.secretAccessKey),
  };
}

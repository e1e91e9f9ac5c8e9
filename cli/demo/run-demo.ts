import { S3CleanupClient } from '../../client/client.ts';
import { connect, type TemporalAddress } from '../../client/connection/connect.ts';
import type { CleanupSnapshot } from '../../client/snapshot.ts';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { findTemporalServer, startTemporalServer, type TemporalServer } from '../../temporal-server/index.ts';
import { runWorker } from '../../worker/index.ts';
import type { CleanupInput, CleanupReport } from '../../workflows/cleanup/contract.ts';
import { DEMO_BUCKET, type Seeded, seedBucket } from './seed.ts';

export interface DemoOptions {
  /** Old uploads to seed. */
  uploads: number;
  /** Ends the demo early. */
  signal: AbortSignal;
  /** Told what happens, a line at a time. */
  log: (line: string) => void;
  onSnapshot: (snapshot: CleanupSnapshot) => void;
}

export interface DemoResult {
  report: CleanupReport;
  seeded: Seeded;
  /** Uploads that the bucket holds afterwards. */
  left: number;
  /** The workflow in Temporal's UI. The UI is up as long as `whileUp` runs. */
  workflowUrl: string;
}

/** The input of the demo's job. Waits are short because everything runs on this machine. */
const INPUT: CleanupInput = {
  bucket: DEMO_BUCKET,
  select: { olderThan: '7d' },
  measure: true,
  settle: '2s',
  quietPeriod: '2s',
  retry: { initial: '1s', maximum: '5s' },
  // As on AWS, where nobody asks for objects.
  keepCompleted: 'never',
};

/**
 * Starts a Temporal server, a simulated S3 and a worker. Runs a job to its end, then `whileUp`. Leaves nothing behind.
 * Rejects with the signal's reason when it is aborted.
 */
export async function runDemo(options: DemoOptions, whileUp: (result: DemoResult) => Promise<void>): Promise<void> {
  const { signal, log } = options;
  const server = await startServer(options);
  const s3 = await SimulatedS3.start();
  const stopWorker = new AbortController();
  let worker: Promise<void> | undefined;
  try {
    signal.throwIfAborted();
    const seeded = seedBucket(s3, options.uploads);
    log(`seeded ${seeded.old} old uploads and ${seeded.young} young ones in a simulated S3 at ${s3.endpoint}`);
    const temporal = { connection: { address: server.address }, namespace: 'default' };
    const connections = { default: s3.clientConfig() };
    worker = runWorker({ temporal: temporal.connection, connections }, stopWorker.signal);
    const { report, workflowUrl } = await Promise.race([runJob(temporal, server, options), endsOnlyByFailure(worker)]);
    await whileUp({ report, seeded, left: s3.uploads(DEMO_BUCKET).length, workflowUrl });
  } finally {
    stopWorker.abort();
    await worker?.catch(() => {});
    await s3.stop();
    await server.stop();
  }
}

async function startServer({ log, signal }: DemoOptions): Promise<TemporalServer> {
  const executable = await findTemporalServer({ log, signal });
  signal.throwIfAborted();
  const server = await startTemporalServer({ executable });
  log(`started a Temporal server at ${server.address}, its UI at ${server.uiUrl}`);
  return server;
}

async function runJob(
  temporal: TemporalAddress,
  { uiUrl }: TemporalServer,
  { signal, log, onSnapshot }: DemoOptions,
): Promise<Pick<DemoResult, 'report' | 'workflowUrl'>> {
  const client = await connect(temporal);
  try {
    const job = await new S3CleanupClient(client).start(INPUT);
    const workflowUrl = `${uiUrl}/namespaces/default/workflows/${encodeURIComponent(job.workflowId)}`;
    log(`started ${job.workflowId}: ${workflowUrl}`);
    const report = await job.follow(onSnapshot, { signal, everyMs: 500 });
    return { report, workflowUrl };
  } finally {
    await client.connection.close();
  }
}

/** Rejects when the worker fails. */
async function endsOnlyByFailure(worker: Promise<void>): Promise<never> {
  await worker;
  throw new Error('the worker ended before the job did');
}

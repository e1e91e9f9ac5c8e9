import { resolve } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { CleanupReport } from '../../workflows/cleanup/contract.ts';
import type { Server } from '../conformance/servers/server.ts';
import { type Finished, run, type Started, start } from '../support/processes.ts';
import type { TestTemporal } from '../support/temporal.ts';

const COMMAND = resolve(__dirname, '..', '..', 'dist', 'cli', 'bin.js');
const LIFETIME_MS = 1_800_000;
const JOB_DEADLINE_MS = 300_000;

/** The product as it is used: its command, and a worker whose default connection is the server. */
export interface Deployment {
  s3: S3Client;
  cleanUp(bucket: string, ...flags: string[]): Promise<Outcome>;
  prepare(bucket: string, ...flags: string[]): Promise<Outcome>;
  /** SIGKILL, and then another worker. */
  replaceWorker(): Promise<void>;
  stop(): Promise<void>;
}

export interface Outcome {
  code: number | null;
  /** What the command wrote to stdout. */
  answer: unknown;
}

export function deploy(server: Server, temporal: TestTemporal): Deployment {
  const { endpoint, credentials } = server;
  const s3 = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true });
  const queue = ['--address', temporal.address, '--task-queue', `interop-${new URL(endpoint).port}`];
  let worker = startWorker(queue, server);
  const toItsEnd = async (subcommand: string, bucket: string, flags: string[]) => {
    const waits = ['--follow', '--json', '--settle', '1s', '--quiet-period', '1s'];
    return outcomeOf(
      await run(process.execPath, [COMMAND, subcommand, bucket, ...queue, ...waits, ...flags], {
        deadlineMs: JOB_DEADLINE_MS,
      }),
    );
  };
  const end = async (signal: NodeJS.Signals) => {
    worker.child.kill(signal);
    await worker.finished;
  };
  return {
    s3,
    cleanUp: (bucket, ...flags) => toItsEnd('start', bucket, flags),
    prepare: (bucket, ...flags) => toItsEnd('prepare', bucket, flags),
    async replaceWorker() {
      await end('SIGKILL');
      worker = startWorker(queue, server);
    },
    async stop() {
      s3.destroy();
      await end('SIGTERM');
    },
  };
}

/** Of a job that left something, too. Undefined: it failed otherwise. */
export function reportOf({ answer }: Outcome): CleanupReport | undefined {
  const { error, ...report } = answer as CleanupReport & { error?: { details?: { report?: CleanupReport } } };
  return error === undefined ? report : error.details?.report;
}

function startWorker(queue: string[], { endpoint, credentials }: Server): Started {
  const here = ['--endpoint-url', endpoint, '--force-path-style', '--region', 'us-east-1'];
  return start(process.execPath, [COMMAND, 'worker', '--processes', '1', ...queue, ...here], {
    env: { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
    deadlineMs: LIFETIME_MS,
  });
}

function outcomeOf({ code, stdout, stderr }: Finished): Outcome {
  if (stdout === '') throw new Error(`the command answered nothing:\n${stderr}`);
  return { code, answer: JSON.parse(stdout) };
}

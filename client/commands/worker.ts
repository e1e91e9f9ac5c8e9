import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { S3Connections } from '../../worker/index.ts';
import type { TemporalAddress, TemporalFlags } from '../connect.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { type S3Flags, s3Connections } from '../options/connections.ts';
import { addTemporalOptions } from '../options/temporal.ts';
import { UsageError } from '../options/usage-error.ts';
import { isWorkerProcess, runProcesses, tellPolling } from '../worker-processes.ts';

type WorkerFlags = S3Flags & TemporalFlags & { taskQueue: string; processes: number };

const HELP = `
Credentials come from where AWS's own tools find them: AWS_PROFILE, AWS_ACCESS_KEY_ID, a role of this machine …
AWS_REGION and AWS_ENDPOINT_URL_S3 are honoured too.

--connections names a JSON file; a job chooses with \`start --connection NAME\`:
  { "archive": { "region": "eu-west-1", "profile": "archive" },
    "minio": { "endpoint": "http://127.0.0.1:9000", "region": "us-east-1", "forcePathStyle": true } }

A process that dies is replaced. --requests-per-second of a job counts for each process.
Ctrl-C lets the requests in flight finish; a second one leaves at once.

Examples:
  s3-cleanup worker
  s3-cleanup worker --processes 2
  s3-cleanup worker --endpoint-url http://127.0.0.1:9000 --region us-east-1 --force-path-style
  s3-cleanup worker --address temporal.example.com:7233 --namespace storage --connections connections.json`;

export function configure(command: Command): void {
  command
    .optionsGroup('S3, the connection "default":')
    .option('--endpoint-url <url>', 'an S3 other than AWS')
    .option('--region <region>', 'AWS region')
    .option('--force-path-style', 'bucket names in the path: what most other S3s want')
    .option('--connections <file>', 'further connections')
    .optionsGroup('The worker:')
    .option('--task-queue <name>', 'where it takes jobs from', 's3-cleanup')
    .option('--processes <n>', 'how many processes work; default: one for each core', asCount, availableParallelism());
  addTemporalOptions(command).addHelpText('after', HELP);
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<WorkerFlags>();
  const connections = s3Connections(flags, io.env);
  const { connect, locateTemporal } = await import('../connect.ts');
  const temporal = locateTemporal(flags, io.env);
  await (await connect(temporal)).connection.close();
  if (isWorkerProcess(io.env)) await work(flags, temporal, connections, tellPolling, io);
  else await workHere(flags, temporal, connections, io);
  return EXIT.done;
}

/** In this process where it is one, else in several. */
async function workHere(
  flags: WorkerFlags,
  temporal: TemporalAddress,
  connections: S3Connections,
  io: Io,
): Promise<void> {
  const { processes, taskQueue } = flags;
  const log = (line: string): void => {
    io.stderr.write(`${line}\n`);
  };
  io.interrupt.addEventListener('abort', () => log('finishing what runs; Ctrl-C again leaves at once'));
  const crew = processes === 1 ? '' : ` with ${processes} processes`;
  const onReady = () => log(`polling task queue ${taskQueue} on ${temporal.connection.address}${crew}`);
  if (processes === 1) return work(flags, temporal, connections, onReady, io);
  const argv = process.argv.slice(2);
  await runProcesses({ processes, argv, env: io.env, log, onReady }, io.interrupt);
}

async function work(
  { taskQueue }: WorkerFlags,
  { connection, namespace }: TemporalAddress,
  connections: S3Connections,
  onReady: () => void,
  io: Io,
): Promise<void> {
  const { installRuntime } = await import('../worker-runtime.ts');
  installRuntime((line) => io.stderr.write(`${line}\n`));
  const { runWorker } = await import('../../worker/index.ts');
  await runWorker({ temporal: connection, namespace, taskQueue, connections, onReady }, io.interrupt);
}

function asCount(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new UsageError(`--processes must be a whole number from 1; it is ${JSON.stringify(text)}`);
}

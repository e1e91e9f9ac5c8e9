import type { Command } from 'commander';
import type { TemporalAddress } from '../../client/connection/connect.ts';
import { TASK_QUEUE } from '../../domain/job-id.ts';
import { present } from '../../domain/present.ts';
import type { Receivers, S3Connections } from '../../worker/index.ts';
import { processesByDefault } from '../../worker/process/container/processes.ts';
import { Crew } from '../../worker/process/crew.ts';
import { openEndpoint } from '../../worker/process/endpoint.ts';
import { tell } from '../../worker/process/log-format.ts';
import { keepHeapsSmall } from '../../worker/process/memory.ts';
import { isWorkerProcess, runProcesses, tellPolling } from '../../worker/process/supervisor.ts';
import { checkTracing, openTracing } from '../../worker/process/tracing.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { addS3Options, type S3Flags, s3Connections } from '../options/connections.ts';
import { addDeploymentOptions, type DeploymentFlags, deploymentOf } from '../options/deployment.ts';
import { addNotificationsOption, type NotificationFlags, receivers } from '../options/notifications.ts';
import { addTemporalOptions, type TemporalFlags } from '../options/temporal.ts';
import {
  addRecordFolderOption,
  addWatchOptions,
  asProcesses,
  BIN,
  type RecordFolderFlags,
  type WatchFlags,
} from '../options/worker.ts';
import { answer } from '../output/answer.ts';

type WorkerFlags = S3Flags &
  TemporalFlags &
  WatchFlags &
  DeploymentFlags &
  RecordFolderFlags &
  NotificationFlags & { taskQueue: string; processes: number; json?: true };

const HELP = `
Credentials come from where AWS's own tools find them: AWS_PROFILE, AWS_ACCESS_KEY_ID, a role of this machine …
AWS_REGION and AWS_ENDPOINT_URL_S3 are honoured too.

--connections names a JSON file; a job chooses with \`start --connection NAME\`:
  { "archive": { "region": "eu-west-1", "profile": "archive" },
    "minio": { "endpoint": "http://127.0.0.1:9000", "region": "us-east-1", "forcePathStyle": true } }
It may also have roleArn, externalId, proxy, caFile, useFipsEndpoint, useDualstackEndpoint; buckets and neverBuckets,
lists of names with * and ?, say which buckets it touches. HTTPS_PROXY, NO_PROXY and AWS_CA_BUNDLE are honoured.

--notifications names a JSON file; a job chooses with \`start --notify NAME\`: docs/notifications.md
  { "ops": { "url": "https://ops.example.com/hooks/s3", "secretEnv": "OPS_WEBHOOK_SECRET" } }

--metrics-port P: Prometheus scrapes /metrics; Kubernetes asks /healthz whether it is alive and /readyz whether it polls.
Only programs of this machine reach it, unless --metrics-host 0.0.0.0 says otherwise.

--otlp-endpoint wants the packages of docs/observability.md.

By default there is a process for each core, as far as the CPU quota and the memory of the container go: 400 MiB for
each, and 100 MiB to watch them.

A process that dies is replaced. --requests-per-second of a job is that of all processes together.
Ctrl-C lets the requests in flight finish; a second one leaves at once.

A version gets jobs once it is current: temporal worker deployment set-current-version --deployment-name N --build-id B

Examples:
  s3-cleanup worker
  s3-cleanup worker --processes 2 --metrics-port 9464
  s3-cleanup worker --endpoint-url http://127.0.0.1:9000 --region us-east-1 --force-path-style
  s3-cleanup worker --address temporal.example.com:7233 --namespace storage --connections connections.json`;

export function configure(command: Command): void {
  addNotificationsOption(addRecordFolderOption(addS3Options(command).optionsGroup('The worker:')))
    .option('--task-queue <name>', 'where it takes jobs from', TASK_QUEUE)
    .option('--processes <n>', 'how many processes work', asProcesses(4), processesByDefault())
    .option('--json', 'answer with one JSON document when it ends');
  addWatchOptions(command);
  addDeploymentOptions(command);
  addTemporalOptions(command).addHelpText('after', HELP);
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<WorkerFlags>();
  const connections = s3Connections(flags, io.env);
  const notifications = receivers(flags, io.env);
  deploymentOf(flags, io.env);
  const onPolling = keepHeapsSmall();
  const { connect } = await import('../../client/connection/connect.ts');
  const { reachTemporal } = await import('../options/temporal-address.ts');
  const temporal = await reachTemporal(flags, io.env);
  await (await connect(temporal)).connection.close();
  const work = { flags, temporal, connections, notifications, onPolling };
  if (isWorkerProcess(io.env)) {
    await workHere(work, tellPolling, io);
    return EXIT.done;
  }
  const startedAt = new Date();
  await workWatched(work, io);
  if (flags.json) answer(io, true, whatWorked(work, startedAt), '');
  return EXIT.done;
}

interface Work {
  flags: WorkerFlags;
  temporal: TemporalAddress;
  connections: S3Connections;
  notifications: Receivers;
  /** What a process that works calls when it polls. One that starts others stays small. */
  onPolling: () => void;
}

function whatWorked({ flags: { taskQueue, processes }, temporal: { connection, namespace } }: Work, startedAt: Date) {
  const { address } = connection;
  return { taskQueue, namespace, address, processes, startedAt, finishedAt: new Date() };
}

/**
 * Works in this process, or in several where more than one is asked for. Opens the endpoint that watches them, if
 * wanted.
 */
async function workWatched(work: Work, io: Io): Promise<void> {
  const { processes, taskQueue, metricsHost, metricsPort, logFormat } = work.flags;
  const log = (line: string): void => {
    io.stderr.write(`${tell({ logFormat }, line)}\n`);
  };
  const crew = new Crew(processes);
  io.interrupt.addEventListener('abort', () => {
    crew.end();
    log('finishing what runs; Ctrl-C again leaves at once');
  });
  await checkTracing(work.flags.otlpEndpoint, io.env);
  const endpoint = metricsPort === undefined ? undefined : await openEndpoint(metricsHost, metricsPort, crew);
  const others = processes === 1 ? '' : ` with ${processes} processes`;
  const watched = endpoint ? `; metrics and health at ${endpoint.url}` : '';
  const onReady = () =>
    log(`polling task queue ${taskQueue} on ${work.temporal.connection.address}${others}${watched}`);
  try {
    if (processes > 1) {
      // One document, of the process that starts the others.
      const argv = process.argv.slice(2).filter((argument) => argument !== '--json');
      return await runProcesses({ crew, script: BIN, argv, env: io.env, log, onReady }, io.interrupt);
    }
    const joined = (metrics?: string): void => {
      crew.joined(1, metrics);
      onReady();
    };
    await workHere(work, joined, io);
  } finally {
    await endpoint?.close();
  }
}

/** Works in this process. Tells `onReady` where its metrics are. */
async function workHere(
  { flags, temporal: { connection, namespace, dataConverter }, connections, notifications, onPolling }: Work,
  onReady: (metrics?: string) => void,
  io: Io,
): Promise<void> {
  const { taskQueue, metricsPort, metricsByBucket = false, otlpEndpoint, recordFolder } = flags;
  const tracing = await openTracing(otlpEndpoint, io.env);
  const { installRuntime } = await import('../../worker/process/runtime.ts');
  const { createWorkerLog } = await import('../../worker/process/log.ts');
  const logger = createWorkerLog(flags, (line) => io.stderr.write(`${line}\n`));
  const runtime = await installRuntime(logger, metricsPort !== undefined);
  const { runWorker } = await import('../../worker/index.ts');
  const plugins = tracing ? [tracing.plugin] : [];
  const chosen = present({ dataConverter, recordFolder, workerDeploymentOptions: deploymentOf(flags, io.env) });
  const worker = { namespace, taskQueue, connections, notifications, metricsByBucket, plugins, ...chosen };
  try {
    const ready = () => {
      onPolling();
      onReady(runtime.metrics);
    };
    await runWorker({ ...worker, temporal: connection, onReady: ready }, io.interrupt);
  } finally {
    await runtime.shutdown();
    await tracing?.end();
  }
}

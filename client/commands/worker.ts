import type { Command } from 'commander';
import type { TemporalFlags } from '../connect.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { type S3Flags, s3Connections } from '../options/connections.ts';
import { addTemporalOptions } from '../options/temporal.ts';

type WorkerFlags = S3Flags & TemporalFlags & { taskQueue: string };

const HELP = `
Credentials come from where AWS's own tools find them: AWS_PROFILE, AWS_ACCESS_KEY_ID, a role of this machine …
AWS_REGION and AWS_ENDPOINT_URL_S3 are honoured too.

--connections names a JSON file; a job chooses with \`start --connection NAME\`:
  { "archive": { "region": "eu-west-1", "profile": "archive" },
    "minio": { "endpoint": "http://127.0.0.1:9000", "region": "us-east-1", "forcePathStyle": true } }

Ctrl-C lets the requests in flight finish; a second one leaves at once.

Examples:
  s3-cleanup worker
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
    .option('--task-queue <name>', 'where it takes jobs from', 's3-cleanup');
  addTemporalOptions(command).addHelpText('after', HELP);
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<WorkerFlags>();
  const connections = s3Connections(flags, io.env);
  const { connect, locateTemporal } = await import('../connect.ts');
  const temporal = locateTemporal(flags, io.env);
  await (await connect(temporal)).connection.close();
  const { installRuntime } = await import('../worker-runtime.ts');
  installRuntime((line) => io.stderr.write(`${line}\n`));
  const { runWorker } = await import('../../worker/index.ts');
  io.interrupt.addEventListener('abort', () => io.stderr.write('finishing what runs; Ctrl-C again leaves at once\n'));
  const { taskQueue } = flags;
  const { address } = temporal.connection;
  const onReady = () => io.stderr.write(`polling task queue ${taskQueue} on ${address}\n`);
  const { connection, namespace } = temporal;
  await runWorker({ temporal: connection, namespace, taskQueue, connections, onReady }, io.interrupt);
  return EXIT.done;
}

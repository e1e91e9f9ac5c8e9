import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { LogOptions } from '../../worker/process/log-format.ts';
import { UsageError } from '../usage-error.ts';

/** This command, as published: what each process of a worker runs. */
export const BIN = join(__dirname, '..', 'bin.js');

/** Where a worker writes records of jobs with `--record folder:NAME`. */
export interface RecordFolderFlags {
  recordFolder?: string;
}

/** The path is made absolute: the processes of a worker may begin elsewhere. */
export function addRecordFolderOption(command: Command): Command {
  return command.option('--record-folder <dir>', 'an existing folder for --record folder:NAME', asFolder);
}

function asFolder(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return resolve(path);
  throw new UsageError(`--record-folder: there is no folder ${JSON.stringify(path)}`);
}

/** How a worker is watched. */
export interface WatchFlags extends LogOptions {
  metricsPort?: number;
  metricsHost: string;
  metricsByBucket?: boolean;
  otlpEndpoint?: string;
}

export function addWatchOptions(command: Command): void {
  command
    .optionsGroup('Watching it:')
    .option('--metrics-port <port>', 'serve /metrics, /healthz and /readyz of all its processes; default: off', asPort)
    .option('--metrics-host <address>', 'where; without a password, so others reach it only if you say so', '127.0.0.1')
    .option('--metrics-by-bucket', 'label metrics with their bucket: more series for each')
    .addOption(
      new Option('--log-level <level>', 'the least that is logged')
        .choices(['error', 'warn', 'info', 'debug'])
        .default('warn'),
    )
    .addOption(
      new Option('--log-format <format>', 'json: an object a line, with workflow and run ID')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option(
      '--otlp-endpoint <url>',
      'send traces to this OpenTelemetry collector; default: OTEL_EXPORTER_OTLP_ENDPOINT',
      asUrl,
    );
}

function asUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new UsageError(`--otlp-endpoint must be a URL such as http://127.0.0.1:4318; it is ${JSON.stringify(text)}`);
}

function asPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--metrics-port must be a port from 0, any free one, to 65535; it is ${JSON.stringify(text)}`);
}

/** Reads `--processes`, which has so many digits at most. */
export function asProcesses(digits: number): (text: string) => number {
  return (text) => {
    if (/^[1-9]\d*$/.test(text) && text.length <= digits) return Number(text);
    throw new UsageError(`--processes must be a whole number from 1; it is ${JSON.stringify(text)}`);
  };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3CleanupClient } from '../../client/index.ts';
import { ENVIRONMENT, NODE_FLAGS } from '../../worker/process/memory.ts';
import { ceiled, textTable } from '../results/text-table.ts';
import { runCommand, type Spent } from '../rig/command.ts';
import { type BenchS3, CREDENTIALS, withSimulatedS3 } from '../rig/simulated-s3.ts';
import { type BenchTemporal, withTemporal } from '../rig/temporal.ts';
import type { Mode } from './mode.ts';

const BIN = join(__dirname, '..', '..', 'cli', 'bin.js');

/** What a job of few uploads waits for: its parts to land, and that nothing comes back. */
const WAITS = { settle: '1s', quietPeriod: '1s' } as const;
const WAITS_SECONDS = 2;

interface Row {
  name: string;
  seconds: number;
  cpuMs?: number;
  restBytes?: number;
}

/** What one waits for: help, a worker that polls, a job of ten uploads, its status. Each is the best of its rounds. */
export const start: Mode = async ({ uploads = 10, rounds }) => {
  const rows = await withSimulatedS3({ uploads: 1, latencyMs: 0 }, (s3) =>
    withTemporal((temporal) => measureAll(s3, temporal, uploads, rounds)),
  );
  return { text: tableOf(rows), result: { rows } };
};

async function measureAll(s3: BenchS3, temporal: BenchTemporal, uploads: number, rounds: number): Promise<Row[]> {
  const worker = await best(rounds, () => withWorker(s3, temporal, async (started) => started));
  return await withWorker(s3, temporal, async () => {
    const job = await best(rounds, (round) => runJob(s3, temporal, uploads, round));
    const command = async (name: string, ...args: string[]): Promise<Row> => ({
      name,
      ...(await best(rounds, () => runCommand(process.execPath, [BIN, ...args], {}))),
    });
    return [
      await command('`s3-cleanup --help`', '--help'),
      await command('`s3-cleanup status`', 'status', 'round-1', '--address', temporal.address),
      { name: `a job of ${uploads} uploads, less \`settle\` and \`quietPeriod\``, ...job },
      { name: '`s3-cleanup worker`, until it polls', ...worker },
    ];
  });
}

async function best<T extends { seconds: number }>(rounds: number, run: (round: number) => Promise<T>): Promise<T> {
  const all: T[] = [];
  for (let round = 1; round <= rounds; round += 1) all.push(await run(round));
  return all.reduce((one, other) => (other.seconds < one.seconds ? other : one));
}

type StartedWorker = Spent & { restBytes: number };

/** Runs the command with one process, as it starts each of several. */
async function withWorker<T>(
  s3: BenchS3,
  temporal: BenchTemporal,
  use: (started: StartedWorker) => Promise<T>,
): Promise<T> {
  const where = ['--address', temporal.address, '--endpoint-url', s3.endpoint, '--region', 'us-east-1'];
  const args = [...NODE_FLAGS, BIN, 'worker', '--processes', '1', '--force-path-style', ...where];
  const { accessKeyId, secretAccessKey } = CREDENTIALS;
  const credentials = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const begun = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...ENVIRONMENT, ...credentials },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const ended = once(child, 'exit');
  try {
    for (let said = ''; !said.includes('polling'); ) said += (await once(child.stderr, 'data'))[0];
    const seconds = (performance.now() - begun) / 1_000;
    return await use({ seconds, ...figuresOf(child.pid) });
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** By /proc, whose ticks are hundredths of a second. */
function figuresOf(pid: number | undefined): { cpuMs: number; restBytes: number } {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return { cpuMs: 10 * (Number(fields[11]) + Number(fields[12])), restBytes: 1_024 * Number(kilobytes) };
}

async function runJob({ control }: BenchS3, { client }: BenchTemporal, count: number, round: number) {
  const bucket = `round-${round}`;
  await control.run('createBucket', { bucket });
  await control.run('seedUploads', { bucket, count, key: '{n}' });
  const begun = performance.now();
  const input = { bucket, select: { all: true }, keepCompleted: 'never', ...WAITS } as const;
  const job = await new S3CleanupClient(client).start(input, { workflowId: bucket });
  await job.result();
  return { seconds: (performance.now() - begun) / 1_000 - WAITS_SECONDS };
}

function tableOf(rows: Row[]): string {
  const cells = rows.map(({ name, seconds, cpuMs, restBytes }) => [
    name,
    ceiled(seconds, 2),
    cpuMs === undefined ? '–' : ceiled(cpuMs / 1_000, 2),
    restBytes === undefined ? '–' : ceiled(restBytes / 1e6, 0),
  ]);
  return textTable(['', 'seconds', 'CPU seconds', 'MB at rest'], cells);
}

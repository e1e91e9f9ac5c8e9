import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Ready, SimulatedS3Control } from '../../simulated-s3/index.ts';

/** The simulated S3 looks at none: these are of the real servers. */
export { CREDENTIALS } from '../../test/conformance/servers/server.ts';

/** What the figures of the history are stated for. */
const KEY_LENGTH = 46;
const ID_LENGTH = 65;

/** A bucket of incomplete uploads. */
export interface BenchBucket {
  endpoint: string;
  bucket: string;
  uploads: number;
}

/** A simulated S3 in a process of its own, with one such bucket. */
export interface BenchS3 extends BenchBucket {
  control: SimulatedS3Control;
}

export interface BucketSpec {
  uploads: number;
  latencyMs: number;
}

const PROGRAM = join(__dirname, '..', '..', 'simulated-s3', 'main.js');

/** Runs `use` with such a server, and ends it. */
export async function withSimulatedS3<T>(spec: BucketSpec, use: (s3: BenchS3) => Promise<T>): Promise<T> {
  const args = { uploads: spec.uploads, latency: spec.latencyMs, 'key-length': KEY_LENGTH, 'id-length': ID_LENGTH };
  const flags = Object.entries(args).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(process.execPath, ['--max-old-space-size=8192', PROGRAM, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  try {
    const ready = await firstLine(child);
    return await use({ ...ready, uploads: spec.uploads, control: new SimulatedS3Control(ready.control) });
  } finally {
    end();
    process.off('exit', end);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

async function firstLine(child: ReturnType<typeof spawn>): Promise<Ready> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const ended = once(child, 'exit').then(() => {
    throw new Error('the simulated S3 ended before it was ready');
  });
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  return JSON.parse(line);
}

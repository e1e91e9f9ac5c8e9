import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** What a run took: wall clock, and CPU (user and system) of all the processes that did the work. */
export interface Spent {
  seconds: number;
  cpuMs: number;
}

/** bash adds up the CPU of all that the command ran, and prints it when the command has ended. */
const TIMED = '"$@" >&2; status=$?; times; exit $status';

/** Runs a command to its end and measures it; fails with the end of its output when it fails. */
export async function runCommand(command: string, args: string[], env: Record<string, string>): Promise<Spent> {
  const begun = performance.now();
  const child = spawn('bash', ['-c', TIMED, 'bash', command, ...args], {
    env: { ...callersEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => child.kill('SIGTERM');
  process.once('exit', end);
  const [times, output, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const seconds = (performance.now() - begun) / 1_000;
  process.off('exit', end);
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output.slice(-2_000)}`);
  return { seconds, cpuMs: cpuOf(times) };
}

/** What others configured for their S3 must not reach ours. */
function callersEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => !/^(AWS|RCLONE|MC|TEMPORAL)_/.test(name));
  return Object.fromEntries(entries);
}

/** The second line of `times` is of the children: `0m1.234s 0m0.567s`. */
function cpuOf(times: string): number {
  const children = times.trim().split('\n').at(-1) ?? '';
  const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => Number(m) * 60 + Number(s));
  return seconds.reduce((sum, each) => sum + each, 0) * 1_000;
}

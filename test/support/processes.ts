import { type ChildProcess, spawn } from 'node:child_process';

export interface RunOptions {
  cwd?: string;
  /** Added to the environment of the tests; `undefined` removes. */
  env?: Record<string, string | undefined>;
  input?: string;
  /** In a process group of its own, whose ID is that of the process. */
  ownGroup?: boolean;
  /** SIGKILL after so long. Default: 180 s. */
  deadlineMs?: number;
}

export interface Finished {
  /** Null when a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Started {
  child: ChildProcess;
  /** What it wrote so far. */
  output: { stdout: string; stderr: string };
  /** Rejects when the deadline passed. */
  finished: Promise<Finished>;
}

/** Runs a command to its end. A failure is an answer; only a passed deadline rejects. */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<Finished> {
  return await start(command, args, options).finished;
}

/** Starts a command whose end is awaited later; the starter stops it. */
export function start(command: string, args: string[], options: RunOptions = {}): Started {
  const { cwd, env, input, ownGroup = false, deadlineMs = 180_000 } = options;
  const settings = { ...(cwd && { cwd }), env: { ...process.env, ...env }, detached: ownGroup };
  const child = spawn(command, args, { ...settings, stdio: 'pipe' });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output.stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    output.stderr += chunk;
  });
  child.stdin.on('error', () => {}).end(input);
  const finished = new Promise<Finished>((resolve, reject) => {
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${command} ${args.join(' ')} ran longer than ${deadlineMs} ms:\n${output.stderr}`));
    }, deadlineMs);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(deadline);
      resolve({ code, signal, ...output });
    });
  });
  return { child, output, finished };
}

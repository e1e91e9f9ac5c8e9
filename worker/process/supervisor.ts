import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { present } from '../../domain/present.ts';
import type { Crew } from './crew.ts';
import { ENVIRONMENT, NODE_FLAGS } from './memory.ts';

/** What tells a process that `runProcesses` started it. */
const MARK = 'S3_CLEANUP_WORKER_PROCESS';

/** The pause before a process that ended is replaced. It doubles each time, up to a minute. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** A process that ran for so long did not fail at its start: the pause begins anew. */
const HEALTHY_MS = 60_000;

export interface ProcessOptions {
  /** Learns which processes poll. */
  crew: Crew;
  /** The script that every process runs, and its arguments. */
  script: string;
  argv: string[];
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
  /** Called once, when every process polls. */
  onReady: () => void;
}

/** Runs processes until it is interrupted. Replaces a process that ends before that. */
export async function runProcesses(options: ProcessOptions, interrupt: AbortSignal): Promise<void> {
  const { crew } = options;
  let isReady = false;
  const onPolling = (number: number, { metrics }: Polling): void => {
    crew.joined(number, metrics);
    if (crew.isComplete && !isReady) options.onReady();
    isReady ||= crew.isComplete;
  };
  const numbers = Array.from({ length: crew.size }, (_, index) => index + 1);
  await Promise.all(
    numbers.map((number) => keepRunning(number, options, (message) => onPolling(number, message), interrupt)),
  );
}

/** What a process says when it polls. */
interface Polling {
  /** Where it serves its metrics. */
  metrics?: string;
}

async function keepRunning(
  number: number,
  options: ProcessOptions,
  onPolling: (message: Polling) => void,
  interrupt: AbortSignal,
): Promise<void> {
  for (let pause = FIRST_PAUSE_MS; !interrupt.aborted; pause = Math.min(LONGEST_PAUSE_MS, 2 * pause)) {
    const startedAt = performance.now();
    const how = await runOne(options, onPolling, interrupt);
    options.crew.left(number);
    if (interrupt.aborted) return;
    if (performance.now() - startedAt > HEALTHY_MS) pause = FIRST_PAUSE_MS;
    options.log(`worker process ${number} ended (${how}); another starts in ${pause / 1_000} s`);
    await sleep(pause, undefined, { signal: interrupt }).catch(() => {});
  }
}

/** Resolves with how it ended. */
async function runOne(
  { script, argv, env }: ProcessOptions,
  onPolling: (message: Polling) => void,
  interrupt: AbortSignal,
): Promise<string> {
  // It has its own process group, so that Ctrl-C in a terminal reaches it only once, through us.
  const child = fork(script, argv, {
    detached: true,
    execArgv: [...process.execArgv, ...NODE_FLAGS],
    env: { ...ENVIRONMENT, ...env, [MARK]: '1' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const stop = (): boolean => child.kill('SIGTERM');
  interrupt.addEventListener('abort', stop, { once: true });
  child.once('message', (message) => onPolling(message as Polling));
  const how = await ended(child);
  interrupt.removeEventListener('abort', stop);
  return how;
}

function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

export function isWorkerProcess(env: NodeJS.ProcessEnv): boolean {
  return env[MARK] !== undefined;
}

/** Tells the process that started this one that it polls. */
export function tellPolling(metrics?: string): void {
  const message: Polling = present({ metrics });
  process.send?.(message);
}

import { Crew } from '../../worker/process/crew.ts';
import { runProcesses } from '../../worker/process/supervisor.ts';
import { BIN } from '../options/worker.ts';

export interface WorkersOptions {
  processes: number;
  /** The flags of `worker`. */
  argv: string[];
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
}

export interface Workers {
  /** Resolves when every process polls. */
  ready: Promise<void>;
  /** Lets the requests in flight finish; resolves when every process has ended. */
  stop(): Promise<void>;
}

/** Starts the processes of a worker. They end with this process, however it ends. */
export function startWorkers({ processes, argv, env, log }: WorkersOptions): Workers {
  const stopping = new AbortController();
  const crew = new Crew(processes);
  const script = { script: BIN, argv: ['worker', ...argv, '--log-level=error'], env };
  let onReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    onReady = resolve;
  });
  const running = runProcesses({ crew, ...script, log, onReady }, stopping.signal);
  return {
    ready,
    stop() {
      stopping.abort();
      return running;
    },
  };
}

import { Child } from './child.ts';

/** What a worker process used since it began. */
export interface Usage {
  cpuMs: number;
  peakRssBytes: number;
  rssBytes: number;
  /** Heartbeats that it sent to the Temporal server: each is an Action. */
  heartbeats: number;
}

export interface WorkerSettings {
  address: string;
  endpoint: string;
}

export interface Workers {
  /** The sums over the workers; of memory, the largest. */
  usage(): Promise<Usage>;
}

/** Runs `use` with so many worker processes of the program, ready and polling, and ends them. */
export async function withWorkers<T>(
  { program, count = 1, execArgv }: { program: string; count?: number; execArgv?: string[] },
  settings: WorkerSettings,
  use: (workers: Workers) => Promise<T>,
): Promise<T> {
  const children = Array.from({ length: count }, () => new Child(program, settings, execArgv));
  try {
    await Promise.all(children.map((child) => child.message<'ready'>()));
    return await use({
      usage: async () => total(await Promise.all(children.map((child) => child.ask<Usage>('usage')))),
    });
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}

function total(usages: Usage[]): Usage {
  return {
    cpuMs: usages.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    peakRssBytes: Math.max(...usages.map(({ peakRssBytes }) => peakRssBytes)),
    rssBytes: Math.max(...usages.map(({ rssBytes }) => rssBytes)),
    heartbeats: usages.reduce((sum, { heartbeats }) => sum + heartbeats, 0),
  };
}

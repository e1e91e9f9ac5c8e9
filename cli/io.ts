/** What a command sees of its process. */
export interface Io {
  stdout: Output;
  stderr: Output;
  env: NodeJS.ProcessEnv;
  /** Aborted by the first SIGINT or SIGTERM. */
  interrupt: AbortSignal;
}

/** A stream as far as commands use it. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  /** Width of the terminal. */
  columns?: number;
  /** Its height. */
  rows?: number;
}

export const EXIT = { done: 0, failure: 1, usage: 2, uploadsRemain: 3, cancelled: 4, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

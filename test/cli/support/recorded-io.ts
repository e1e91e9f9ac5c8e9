import type { Io } from '../../../cli/io.ts';

export interface RecordedIo extends Io {
  /** What was written so far. */
  written: { stdout: string; stderr: string };
  /** As Ctrl-C does. */
  pressCtrlC(): void;
}

/** A process to run the command in, without one. */
export function recordedIo({ tty = false, columns = 80, env = {} as NodeJS.ProcessEnv } = {}): RecordedIo {
  const written = { stdout: '', stderr: '' };
  const controller = new AbortController();
  const recording = (name: 'stdout' | 'stderr') => ({
    write(text: string) {
      written[name] += text;
    },
    ...(tty && { isTTY: true, columns }),
  });
  return {
    stdout: recording('stdout'),
    stderr: recording('stderr'),
    env,
    interrupt: controller.signal,
    written,
    pressCtrlC: () => controller.abort(),
  };
}

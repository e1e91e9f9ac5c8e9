import { readFileSync } from 'node:fs';

/**
 * Bytes that a process has held at most, by its `/proc/PID/status` or a copy of that. Not `maxRSS` of getrusage(2): Linux hands that of the
 * parent on to a program that it starts.
 */
export function peakMemory(statusFile: string): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(statusFile, 'utf8'))?.[1]) * 1_024;
}

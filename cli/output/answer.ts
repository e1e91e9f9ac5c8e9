import type { Io } from '../io.ts';

/** The answer of a command, on stdout: one JSON document, or text for people. */
export function answer({ stdout }: Io, json: boolean | undefined, document: unknown, text: string): void {
  stdout.write(`${json ? JSON.stringify(document, null, 2) : text}\n`);
}

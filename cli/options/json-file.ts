import { readFileSync } from 'node:fs';
import { UsageError } from '../usage-error.ts';

/** What a file of JSON holds by name, each checked. `flag` names it. Throws UsageError, which quotes nothing of the file. */
export function readNamed<Checked>(
  flag: string,
  path: string,
  example: string,
  check: (name: string, given: unknown, file: string) => Checked,
): Record<string, Checked> {
  const file = `${flag} ${path}`;
  const content = parse(file, path);
  if (!isRecord(content)) throw new UsageError(`${file} must hold an object: ${example}`);
  return Object.fromEntries(Object.entries(content).map(([name, given]) => [name, check(name, given, file)]));
}

function parse(file: string, path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // The message of JSON.parse quotes the text, which may be a secret.
    throw new UsageError(`${file} ${code ? `cannot be read: ${code}` : 'is not JSON'}`);
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A URL of HTTP or HTTPS. */
export function isHttp(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}

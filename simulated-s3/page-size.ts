import { invalidArgument } from './errors.ts';
import type { Reply } from './reply.ts';

/** Reads max-uploads, max-parts, max-keys …: 1,000 when absent, and at most. */
export function pageSize(text: string | undefined, name: string): number | Reply {
  if (text === undefined || text === '') return 1000;
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1) return invalidArgument('Not an integer above 0', name, text);
  return Math.min(size, 1000);
}

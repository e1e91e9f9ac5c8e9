import { matchText } from '../domain/glob/globs.ts';
import { place } from '../domain/wording.ts';
import type { CleanupInput, Select } from '../workflows/cleanup/contract.ts';
import type { FleetInput } from '../workflows/fleet/contract.ts';
import type { PrepareInput } from '../workflows/prepare/contract.ts';

/** One line for the head of a job's page in Temporal's UI, at most 200 bytes. */
export function summarize(input: CleanupInput): string {
  const verb = input.dryRun ? 'Count' : 'Abort';
  return inOneLine(`${verb} incomplete uploads of ${place(input)}, ${selection(input.select)}`);
}

/** The same for a preparation. */
export function summarizePreparation(input: PrepareInput): string {
  const verb = input.deleteBucket ? 'Delete' : 'Prepare the deletion of';
  return inOneLine(`${verb} ${place({ bucket: input.bucket })}${input.emptyObjects ? ' with all its objects' : ''}`);
}

/** The same for many buckets. */
export function summarizeFleet({ match, buckets = [], dryRun, select }: FleetInput): string {
  const which = match === undefined ? `${buckets.length} buckets` : `buckets like ${matchText(match)}`;
  return inOneLine(`${dryRun ? 'Count' : 'Abort'} incomplete uploads of ${which}, ${selection(select)}`);
}

function inOneLine(text: string): string {
  return Buffer.from(text)
    .toString('utf8', 0, 200)
    .replace(/\uFFFD+$/, '');
}

/** The input as Markdown, for the same page. Inputs hold no secrets. */
export function detail(input: object): string {
  const rows = Object.entries(input).map(([field, value]) => `| ${field} | \`${cell(value)}\` |`);
  return ['| input | value |', '|---|---|', ...rows].join('\n');
}

function selection(select: Select): string {
  if ('olderThan' in select)
    return `older than ${select.olderThan}${typeof select.olderThan === 'number' ? ' ms' : ''}`;
  return 'initiatedBefore' in select ? `initiated before ${select.initiatedBefore}` : 'all of them';
}

function cell(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.slice(0, 500).replaceAll('|', '\\|').replaceAll('`', "'").replace(/\s+/g, ' ');
}

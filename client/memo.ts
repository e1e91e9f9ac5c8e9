/** What a job does to a bucket beyond aborting uploads. */
const BEYOND = ['blockNewUploads', 'emptyObjects', 'deleteBucket'];

const TOLD = new Set(['bucket', 'match', 'prefix', 'select', 'dryRun', ...BEYOND]);

/**
 * Which uploads of which bucket a job is about, and what else it does to the bucket. Temporal's UI shows it in the tab
 * Memo, and keeps it when the job continues as a new run.
 */
export function memoOf(input: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([field, value]) => TOLD.has(field) && value !== undefined));
}

/** True where the job of this memo and the input do the same to the bucket, beyond aborting uploads. */
export function doesTheSame(memo: Record<string, unknown> | undefined, input: object): boolean {
  const asked = memoOf(input);
  return BEYOND.every((field) => isAskedFor(memo?.[field]) === isAskedFor(asked[field]));
}

function isAskedFor(value: unknown): boolean {
  return value !== undefined && value !== false;
}

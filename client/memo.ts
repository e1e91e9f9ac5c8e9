const TOLD = new Set(['bucket', 'match', 'prefix', 'select', 'dryRun']);

/** Which uploads of which bucket a job is about, for its tab Memo: it stays when the job continues as a new run. */
export function memoOf(input: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([field, value]) => TOLD.has(field) && value !== undefined));
}

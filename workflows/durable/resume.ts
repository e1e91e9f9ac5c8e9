import { invalid, isRecord } from './input.ts';

/**
 * The state that a run left to the next. Throws InvalidInput where a field of the first state is missing or has another
 * type.
 */
export function resumed<State extends object>(given: unknown, first: State): State {
  if (given === undefined) return first;
  if (hasShapeOf(first, given)) return given as State;
  throw invalid('resume', ONLY_A_JOB, given);
}

/** The check of the field `resume` before its shape is known: only a workflow sets it. */
export function stateOfARun(name: string, given: unknown): object | undefined {
  if (given === undefined || isRecord(given)) return given;
  throw invalid(name, ONLY_A_JOB, given);
}

const ONLY_A_JOB = 'absent: only a job that continues as a new run sets it';

/** When the job began. The input that a run left to the next says so. The first run takes its own start. */
export function startOf({ resume }: { resume?: unknown }, runStartTime: Date): Date {
  return isRecord(resume) && isInstant(resume.startedAt) ? new Date(resume.startedAt) : runStartTime;
}

function hasShapeOf(first: unknown, given: unknown): boolean {
  if (Array.isArray(first)) return Array.isArray(given);
  if (first === null) return given !== undefined;
  if (isInstant(first)) return isInstant(given);
  if (!isRecord(first)) return typeof given === typeof first;
  // `tune` may have lifted the limit that the job began with.
  const shapeOf = ([name, value]: [string, unknown]) => (name === 'requestsPerSecond' ? null : value);
  return isRecord(given) && Object.entries(first).every((field) => hasShapeOf(shapeOf(field), given[field[0]]));
}

function isInstant(given: unknown): given is string {
  return typeof given === 'string' && !Number.isNaN(Date.parse(given));
}

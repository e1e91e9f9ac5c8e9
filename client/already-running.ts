import { printable, WAIT_OR_CANCEL } from '../domain/wording.ts';
import type { Difference } from '../workflows/job-memo.ts';
import { CleanupFailure } from './failure.ts';

/** Details of AlreadyRunning, as `startJob` rejects with it. */
export interface AlreadyRunningDetails {
  workflowId: string;
  /** Absent where the running job is of another kind, or where nobody knows its input. */
  differences?: Difference[];
}

export function ofAnotherKind(workflowId: string, type: string): CleanupFailure {
  return refusal({ workflowId }, `as a ${type}`);
}

/** Also a child of a fleet or of a preparation, which has no memo. */
export function ofUnknownInput(workflowId: string): CleanupFailure {
  return refusal({ workflowId }, 'and its input is not known');
}

export function ofAnotherMeaning(workflowId: string, differences: Difference[]): CleanupFailure {
  return refusal(
    { workflowId, differences },
    inWords(differences, (field) => field),
  );
}

/** The same message, with the fields under the names that the reader knows them by. */
export function renamed({ workflowId, differences = [] }: AlreadyRunningDetails, nameOf: (field: string) => string) {
  return messageOf(workflowId, inWords(differences, nameOf));
}

function refusal(details: AlreadyRunningDetails, how: string): CleanupFailure {
  return new CleanupFailure('AlreadyRunning', messageOf(details.workflowId, how), { details });
}

function messageOf(workflowId: string, how: string): string {
  return `${workflowId} runs already ${how}: ${WAIT_OR_CANCEL}`;
}

/** `with another --older-than 30d, without --dry-run`: as the running job is. */
function inWords(differences: Difference[], nameOf: (field: string) => string): string {
  const phrases = differences.map(({ field, running, asked }) => {
    if (running === undefined) return `without ${nameOf(field)}`;
    const another = asked === undefined ? '' : 'another ';
    return `with ${another}${nameOf(field)}${shown(running)}`;
  });
  return phrases.join(', ');
}

const SHOWN_AT_MOST = 80;

/** Numbers are milliseconds: no other field that is compared is a number. */
function shown(value: unknown): string {
  if (typeof value === 'number') return ` ${value}ms`;
  return typeof value === 'string' ? ` ${printable(value).slice(0, SHOWN_AT_MOST)}` : '';
}

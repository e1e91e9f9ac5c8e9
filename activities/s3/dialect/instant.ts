import { instantInS3 } from '../../../domain/selection.ts';

/** Nobody needs more of a text that is no instant. */
const LONGEST = 40;

/**
 * When an upload was initiated or a part written, as a store says it: UTC where it says no zone, nothing where it says nothing. What
 * cannot be is left as it was said, and the selection takes it for young. docs/compatibility.md, Others: "says `Initiated` without a
 * zone, or an impossible one".
 */
export function asInstant(said: Date | string | undefined): string {
  const text = said instanceof Date ? textOf(said) : (said ?? '').trim();
  const instant = instantInS3(text);
  return Number.isNaN(instant) ? text.slice(0, LONGEST) : short(new Date(instant));
}

function textOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : short(date);
}

/** Zero milliseconds are left out: every upload is recorded in history. */
function short(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}

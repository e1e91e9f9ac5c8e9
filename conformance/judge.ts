import type { Behaviour } from './behaviour.ts';
import { CONSEQUENCES, type ConsequenceName } from './differences/consequences.ts';
import { KNOWN_DIFFERENCES } from './differences/index.ts';
import { asSeen } from './differences/known.ts';
import { fits } from './differences/pattern.ts';
import { asJson, isSame } from './same.ts';

/** Undefined: the store does as S3 does. */
export interface Judgment {
  /** What it does instead, in a few words. Markdown. */
  here: string;
  /** What follows. Absent: the product knows nothing of it. */
  so: ConsequenceName | undefined;
  /** The name by which the report of a job tells it. */
  dialect?: string | undefined;
  /** Whether the product knows this very difference. */
  isKnown: boolean;
}

/** What it means that a store shows this where S3 shows something else. Undefined where it shows the same. */
export function judge({ title, asS3 }: Behaviour, seen: unknown): Judgment | undefined {
  if (isSame(seen, asS3)) return undefined;
  const known = Object.hasOwn(KNOWN_DIFFERENCES, title) ? KNOWN_DIFFERENCES[title] : undefined;
  const difference = known?.differences.find((each) => fits(each.seen, seen));
  if (!difference) return { here: inWords(seen), so: known?.otherwise, isKnown: false };
  const { here, so, dialect } = difference;
  return { here: typeof here === 'string' ? here : here(seen), so, dialect, isKnown: true };
}

/** Some stores answer with much. */
const LONGEST = 80;

function inWords(seen: unknown): string {
  if (typeof seen === 'string') return asSeen(seen);
  const { throws } = (seen ?? {}) as { throws?: unknown };
  if (typeof throws === 'string') return asSeen(throws);
  const text = JSON.stringify(asJson(seen));
  return `\`${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}\``;
}

export function consequenceOf({ so }: Judgment): (typeof CONSEQUENCES)[ConsequenceName] | undefined {
  return so && CONSEQUENCES[so];
}

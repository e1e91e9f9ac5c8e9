import { alternativesOf } from './alternatives.ts';
import { matchesGlob } from './glob.ts';

/**
 * Several patterns, as a list or in a text between spaces. One that begins with `!` takes out what it matches, wherever it stands; where
 * there are no others, all names are in.
 */
export type Match = string | string[];

export function patternsOf(match: Match): string[] {
  return [match].flat().flatMap((text) => text.split(' ').filter((pattern) => pattern !== ''));
}

/** The patterns in one form: `logs-* !logs-tmp`. */
export function matchText(match: Match): string {
  return patternsOf(match).join(' ');
}

export function matchesAny(name: string, match: Match): boolean {
  const { wanted, unwanted } = sorted(match);
  const isWanted = wanted.length === 0 || wanted.some((pattern) => matchesGlob(name, pattern));
  return isWanted && !unwanted.some((pattern) => matchesGlob(name, pattern));
}

/** How every name that matches begins. */
export function beginningOf(match: Match): string {
  const wanted = sorted(match).wanted.flatMap((pattern) => alternativesOf(pattern) ?? ['*']);
  const beginnings = wanted.map((pattern) => pattern.slice(0, pattern.search(/[*?]|$/)));
  const [first = '', ...others] = beginnings;
  let length = first.length;
  while (!others.every((other) => other.startsWith(first.slice(0, length)))) length -= 1;
  return first.slice(0, length);
}

function sorted(match: Match): { wanted: string[]; unwanted: string[] } {
  const patterns = patternsOf(match);
  return {
    wanted: patterns.filter((pattern) => !pattern.startsWith('!')),
    unwanted: patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1)),
  };
}

import { alternativesOf } from './alternatives.ts';

/** Whether a name matches a pattern in which `*` stands for any characters, `?` for one, and `{a,b}` for a or b. */
export function matchesGlob(name: string, pattern: string): boolean {
  if (!pattern.includes('{')) return matchesPlain(name, pattern);
  return alternativesOf(pattern)?.some((one) => matchesPlain(name, one)) ?? false;
}

/**
 * A mismatch goes back to the last star only, so that a name takes its length times that of the pattern at most, however many stars
 * there are.
 */
function matchesPlain(name: string, pattern: string): boolean {
  let [at, from] = [0, 0];
  /** The last star, and how much of the name is left to what comes behind it. */
  let [star, rest] = [-1, 0];
  while (at < name.length) {
    if (pattern[from] === '*') {
      star = from;
      rest = at;
      from += 1;
    } else if (pattern[from] === '?' || pattern[from] === name[at]) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      rest += 1;
      at = rest;
      from = star + 1;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(from));
}

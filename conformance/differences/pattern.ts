import { isSame } from '../same.ts';

/**
 * What an observation has to look like. A RegExp fits a text. An object fits one whose fields of the same names fit. An
 * array fits one of the same length whose elements fit. A function says so itself. All else fits what is the same.
 */
export type Pattern = RegExp | ((seen: unknown) => boolean) | Pattern[] | { [field: string]: Pattern } | Plain;

type Plain = string | number | boolean | null | undefined;

export function fits(pattern: Pattern, seen: unknown): boolean {
  if (pattern instanceof RegExp) return typeof seen === 'string' && pattern.test(seen);
  if (typeof pattern === 'function') return pattern(seen);
  if (Array.isArray(pattern)) {
    return Array.isArray(seen) && seen.length === pattern.length && pattern.every((each, at) => fits(each, seen[at]));
  }
  if (typeof pattern === 'object' && pattern !== null) {
    if (typeof seen !== 'object' || seen === null || Array.isArray(seen)) return false;
    const fields = seen as Record<string, unknown>;
    return Object.entries(pattern).every(([name, each]) => fits(each, fields[name]));
  }
  return isSame(seen, pattern);
}

/** Fits the same elements in any order. */
export function inAnyOrder(expected: readonly string[]): (seen: unknown) => boolean {
  return (seen) => Array.isArray(seen) && isSame([...seen].sort(), [...expected].sort());
}

/** Fits a number of at least this size. */
export function atLeast(least: number): (seen: unknown) => boolean {
  return (seen) => typeof seen === 'number' && seen >= least;
}

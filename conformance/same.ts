import { isDeepStrictEqual } from 'node:util';

/** Whether two observations are the same as JSON: a field that is undefined is none. */
export function isSame(seen: unknown, expected: unknown): boolean {
  return isDeepStrictEqual(asJson(seen), asJson(expected));
}

export function asJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

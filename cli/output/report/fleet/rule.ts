import type { LifecycleColumn } from '../../../../domain/s3/lifecycle.ts';
import { counted } from '../../../../domain/wording.ts';

/** What the lifecycle of a bucket does about uploads, in a cell: `7 days`, `never`, `unknown`, `1 day in 2 prefixes, else never`. */
export function rule({ abortsAfterDays: days, prefixes = [], morePrefixes = 0 }: LifecycleColumn): string {
  const whole = days === null ? 'never' : days === 'unknown' ? days : counted(days, 'day');
  if (prefixes.length === 0) return whole;
  const least = Math.min(...prefixes.map((prefix) => prefix.days));
  const places = prefixes.length + morePrefixes;
  return `${counted(least, 'day')} in ${places === 1 ? 'a prefix' : `${places} prefixes`}, else ${whole}`;
}

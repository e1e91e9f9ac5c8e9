import { compareKeys } from './key-order.ts';
import type { Upload } from './upload.ts';

/** Which uploads a job may abort. What is absent is no bound. */
export interface Selection {
  /** Of the keys. */
  prefix?: string;
  /** The keys after this one. */
  after?: string;
  /** The keys up to and including this one. */
  through?: string;
  /** Uploads initiated at this instant or later are kept. */
  initiatedBefore?: string;
}

export interface SelectionPredicate {
  /** Whether the key has the prefix and is in the range. */
  isInScope(upload: Pick<Upload, 'key'>): boolean;
  /** Whether it was initiated before the cut-off. What is of unknown age is young. */
  isOld(upload: Pick<Upload, 'initiated'>): boolean;
  /** Both: the upload may be aborted. */
  selects(upload: Pick<Upload, 'key' | 'initiated'>): boolean;
}

/** The one answer to what a job may abort: the listing, the dry run and the abort itself ask it. */
export function createSelection(selection: Selection): SelectionPredicate {
  const isInScope = scopeOf(selection);
  const isOld = ageOf(selection);
  return { isInScope, isOld, selects: (upload) => isInScope(upload) && isOld(upload) };
}

function scopeOf({ prefix = '', after, through }: Selection): SelectionPredicate['isInScope'] {
  return ({ key }) =>
    key.startsWith(prefix) &&
    (after === undefined || compareKeys(key, after) > 0) &&
    (through === undefined || compareKeys(key, through) <= 0);
}

/** No comparison with NaN holds. So nothing is old where one of the two instants is unknown. */
function ageOf({ initiatedBefore }: Selection): SelectionPredicate['isOld'] {
  if (initiatedBefore === undefined) return () => true;
  const cutOff = instantOf(initiatedBefore);
  return ({ initiated }) => instantInS3(initiated) < cutOff;
}

/** The day on which S3 began: nothing in it is older. A store that says so does not know. */
const S3_BEGAN = Date.UTC(2006, 2, 14);

/** Of an upload or a part: as `instantOf`, and NaN, too, for an instant that cannot be. */
export function instantInS3(text: string): number {
  const instant = instantOf(text);
  return instant >= S3_BEGAN ? instant : Number.NaN;
}

/** Of two instants as `instantInS3` reads them; an unknown one is not the earlier. */
export function earlierOf(one: string, other: string): string {
  const [a, b] = [instantInS3(one), instantInS3(other)];
  return a <= b || Number.isNaN(b) ? one : other;
}

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/i;
const HTTP_DATE = /^[a-z]{3}, .* GMT$/i;

/** Milliseconds since 1970 of an ISO-8601 instant or an HTTP date; UTC where no zone is said. NaN: it is no instant. */
export function instantOf(text: string): number {
  const [, day, time = '00:00', zone = 'Z'] = ISO.exec(text) ?? [];
  if (day === undefined) return HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return isInCalendar(day) ? Date.parse(`${day}T${time}${zone.toUpperCase()}`) : Number.NaN;
}

/** JavaScript takes 31 February for 3 March. */
function isInCalendar(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

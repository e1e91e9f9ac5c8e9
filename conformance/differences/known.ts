import type { DialectEntry } from '../../domain/s3/dialect.ts';
import type { ConsequenceName } from './consequences.ts';
import type { Pattern } from './pattern.ts';

/** What is known of what stores do instead of one of S3's behaviours. */
export interface Known {
  /** The first that fits counts. */
  differences: Difference[];
  /** What follows from any other difference. */
  otherwise: ConsequenceName;
}

export interface Difference {
  seen: Pattern;
  /** In the words of a table, whose row says what S3 does. Markdown. */
  here: string | ((seen: unknown) => string);
  /** The name by which the report of a job tells it. Absent: it tells nothing of it. */
  dialect?: DialectEntry;
  so: ConsequenceName;
}

/** Told as it was seen: `400 InvalidArgument` as 400 `InvalidArgument`. */
export const asSeen = (seen: unknown): string => String(seen).replace(/^(\d{3}) (\w+)$/, '$1 `$2`');

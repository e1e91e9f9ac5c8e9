/** A lifecycle rule that aborts incomplete uploads. */
export interface AbortRule {
  /** Null: the rule has none. */
  id: string | null;
  /** Of the keys; empty: all. */
  prefix: string;
  /** Whole days since an upload was initiated. */
  days: number;
  enabled: boolean;
  /** What else the filter asks for, such as a tag: nobody can tell whether an upload has it, and AWS takes no such rule. */
  conditions: string[];
}

/** After how many days the rules of a bucket abort incomplete uploads. */
export interface AbortsAfter {
  /** Every upload, whatever its key. Null: some are never aborted. */
  abortsAfterDays: number | null;
  /** Those of a prefix, where that is earlier. Absent: of none. */
  prefixes?: PrefixDays[];
}

export interface PrefixDays {
  prefix: string;
  days: number;
}

/** The same in the row of a report: bounded. */
export interface LifecycleColumn {
  /** `unknown`: S3 did not tell, such as where it denies s3:GetLifecycleConfiguration. */
  abortsAfterDays: number | null | 'unknown';
  /** Up to 5. */
  prefixes?: PrefixDays[];
  /** How many prefixes are left out. Absent: none. */
  morePrefixes?: number;
}

const PREFIXES_AT_MOST = 5;
const LONGEST_PREFIX = 200;

export function columnOf({ abortsAfterDays, prefixes = [] }: AbortsAfter): LifecycleColumn {
  const shown = prefixes.filter(({ prefix }) => prefix.length <= LONGEST_PREFIX).slice(0, PREFIXES_AT_MOST);
  const left = prefixes.length - shown.length;
  return {
    abortsAfterDays,
    ...(shown.length > 0 && { prefixes: shown }),
    ...(left > 0 && { morePrefixes: left }),
  };
}

/** What the rules do together: where several apply, the earliest counts. Those that are disabled or have a condition do not count. */
export function abortsAfter(rules: AbortRule[]): AbortsAfter {
  const inForce = rules.filter(({ enabled, conditions }) => enabled && conditions.length === 0);
  const daysOf = new Map<string, number>();
  for (const { prefix, days } of inForce) daysOf.set(prefix, Math.min(days, daysOf.get(prefix) ?? days));
  const whole = daysOf.get('') ?? null;
  const prefixes = [...daysOf]
    .filter(([prefix, days]) => prefix !== '' && (whole === null || days < whole))
    .map(([prefix, days]) => ({ prefix, days }));
  return { abortsAfterDays: whole, ...(prefixes.length > 0 && { prefixes }) };
}

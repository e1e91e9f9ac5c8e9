import type { AbortRule, AbortsAfter } from '../../../domain/s3/lifecycle.ts';

/** What `s3-cleanup lifecycle` answers: what the lifecycle rules of a bucket do about incomplete uploads. */
export interface LifecycleReport extends AbortsAfter {
  bucket: string;
  /** Those that abort incomplete uploads, disabled ones included. */
  rules: AbortRule[];
  /** How many rules do not. */
  otherRules: number;
  /** What was done about the rule. Absent: it was not asked for. */
  change?: 'added' | 'changed' | 'none';
  /** Whether S3 shows the change. It may take minutes. Absent: there is none. */
  shown?: boolean;
}

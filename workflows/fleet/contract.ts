import type { RequestCounts, UploadCounts } from '../../domain/counts.ts';
import type { CleanupReport, LimitsInForce, Notified, SelectingInput } from '../cleanup/contract.ts';

/** What `cleanupBuckets` takes: `buckets` or `match`, and what applies to each of them. */
export interface FleetInput extends SelectingInput {
  /** Names of buckets; 10,000 at most. */
  buckets?: string[];
  /** Instead: every bucket of the account whose name matches; `*` stands for any characters, `?` for one. */
  match?: string;
  /** Buckets cleaned at once, 1 to 100. Default: 4. */
  parallelism?: number;
  /** Buckets one run takes on before it continues as new. Default: as history allows, about 700. */
  bucketsPerRun?: number;
  /** Set by the workflow when it continues as new; never by a caller. */
  resume?: FleetResume;
}

export interface FleetReport {
  /** The worst of its buckets. */
  outcome: 'clean' | 'dry-run' | 'uploads-remain' | 'failed';
  match: string | null;
  selection: { initiatedBefore: string | null };
  startedAt: string;
  finishedAt: string;
  runs: number;
  buckets: BucketCounts;
  /** Of all buckets, added up. */
  uploads: UploadCounts;
  /** What the selected uploads held before their abort; null unless `measure`. */
  measured: { parts: number; bytes: number } | null;
  requests: RequestCounts;
  /** A row for each bucket, by name. */
  rows: FleetRow[];
  /**
   * How many rows are left out because there are too many. Rows of buckets with nothing to tell are left out first. The
   * sums include them all.
   */
  rowsLeftOut: number;
  /** Present where S3 did not list one kind of buckets: `match` could not find any among them. */
  notListed?: NotListed;
  /** What the S3 of its buckets does in another way than AWS, as far as their jobs met it, by names. Absent: nothing. */
  dialect?: string[];
  /** Present where the job was asked for a record: below it, each bucket has a folder of its name. */
  record?: string;
  /** Present where the job was asked to notify somebody. */
  notified?: Notified;
}

export interface BucketCounts {
  total: number;
  clean: number;
  uploadsRemain: number;
  alreadyRunning: number;
  failed: number;
}

export interface FleetRow {
  bucket: string;
  /** `already-running`: another job works on the bucket; this one left it alone. */
  outcome: CleanupReport['outcome'] | 'uploads-remain' | 'already-running' | 'failed';
  /** Null where the job of the bucket ended without a report. */
  uploads: { selected: number; gone: number; kept: number } | null;
  failure: { type: string; message: string } | null;
}

export interface NotListed {
  kind: 'directory';
  type: string;
  message: string;
}

/** The answer of `cleanupBuckets` to the query `status`. */
export interface FleetStatus {
  phase: 'listing buckets' | 'cleaning' | 'done';
  paused: boolean;
  run: number;
  /** The buckets that have ended, by outcome. `total` is 0 while buckets are being listed. */
  buckets: BucketCounts & { waiting: number };
  /** The buckets at work; `s3-cleanup/BUCKET` is the workflow ID of each. */
  running: string[];
  /** Up to 20 buckets that ended last. */
  latest: FleetRow[];
  /** Uploads of the buckets that have ended. */
  uploads: UploadCounts;
  limits: LimitsInForce;
  requests: RequestCounts;
  startedAt: string;
}

/** What a run hands to the next. The buckets that still wait are the `buckets` of its input. */
export interface FleetResume {
  startedAt: string;
  /** Number of the run that resumes, from 2. */
  run: number;
  match: string | null;
  buckets: BucketCounts;
  uploads: Omit<UploadCounts, 'keptCompleted'> & { keptCompleted?: number };
  measured: { parts: number; bytes: number };
  requests: RequestCounts;
  /** Bounded. */
  rows: FleetRow[];
  rowsLeftOut: number;
  notListed?: NotListed;
  /** Bounded. */
  dialect?: string[];
  limits: LimitsInForce;
  paused: boolean;
}

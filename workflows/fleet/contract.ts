import type { Age } from '../../activities/dry-run/contract.ts';
import type { RequestCounts, UploadCounts } from '../../domain/counts.ts';
import type { LifecycleColumn } from '../../domain/s3/lifecycle.ts';
import type { CleanupReport, LimitsInForce, Notified, SelectingInput, Trouble } from '../cleanup/contract.ts';

/** What `cleanupBuckets` takes: `buckets` or `match`, and what applies to each of them. */
export interface FleetInput extends SelectingInput {
  /** Names of buckets; 10,000 at most. */
  buckets?: string[];
  /**
   * Instead: every bucket of the account whose name matches a pattern: `*` stands for any characters, `?` for one, `{a,b}` for a or b. A
   * pattern that begins with `!` takes out what it matches. A text may hold several, between spaces.
   */
  match?: string | string[];
  /**
   * In place of `connection`, with `match`: the buckets of several. A bucket that two of them reach is cleaned once, over the first; those
   * of one name in different S3s are each cleaned.
   */
  connections?: string[];
  /** Buckets cleaned at once, 1 to 100. Default: 4. */
  parallelism?: number;
  /** Buckets one run takes on before it continues as new. Default: as history allows, about 500. */
  bucketsPerRun?: number;
  /** Set by the workflow when it continues as new; never by a caller. */
  resume?: FleetResume;
}

export interface FleetReport {
  /** The worst of its buckets. */
  outcome: 'clean' | 'dry-run' | 'uploads-remain' | 'failed';
  /** The patterns between spaces. */
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
  /** A row for each bucket: those with the most bytes first, then those with the most selected uploads. */
  rows: FleetRow[];
  /**
   * How many rows are left out because there are too many. Rows of buckets with nothing to tell are left out first. The
   * sums include them all.
   */
  rowsLeftOut: number;
  /** Present where a connection did not list one kind of buckets: `match` could not find any among them. */
  notListed?: NotListed[];
  /** Present where a connection reaches buckets that an earlier one reaches in the same S3: they are cleaned over that one. */
  reachedTwice?: ReachedTwice[];
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
  /** The connection over which it was reached. */
  connection: string;
  /** Null where nobody told, such as on stores that are not AWS. */
  region: string | null;
  /** `already-running`: another job works on the bucket; this one left it alone. */
  outcome: CleanupReport['outcome'] | 'uploads-remain' | 'already-running' | 'failed';
  /** Null where the job of the bucket ended without a report. */
  uploads: { selected: number; gone: number; kept: number } | null;
  /** What the selected uploads held; null unless `measure`, and where the job ended without a report. */
  measured: { parts: number; bytes: number } | null;
  /** The earliest initiation of a selected upload. Null: there is none, or it was neither measured nor a dry run. */
  oldest: string | null;
  /** The selected uploads by age. Only a dry run tells; ages without any are left out. */
  ages?: AgeSum[];
  /** What the lifecycle rules of the bucket do about incomplete uploads. */
  lifecycle: LifecycleColumn;
  failure: { type: string; message: string } | null;
}

export interface ReachedTwice {
  connection: string;
  buckets: number;
  /** Up to 20 of them. */
  names: string[];
}

export interface AgeSum {
  age: Age;
  uploads: number;
  /** Absent: not measured. */
  bytes?: number;
}

export interface NotListed {
  connection: string;
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
  /**
   * The buckets at work; `s3-cleanup/BUCKET` is the workflow ID of each. One whose name another S3 of the fleet has, too, is
   * `CONNECTION:BUCKET`.
   */
  running: string[];
  /** Up to 20 buckets that ended last. */
  latest: FleetRow[];
  /** Uploads of the buckets that have ended. */
  uploads: UploadCounts;
  limits: LimitsInForce;
  requests: RequestCounts;
  /** What stands in the way of its own requests, or of those of a bucket at work. Absent: nothing. */
  trouble?: Trouble;
  startedAt: string;
}

/** Buckets that still wait. */
export interface Waiting {
  connection: string;
  /** An earlier connection has a bucket of the same name in another S3: the jobs of these have IDs with their connection. */
  apart: boolean;
  buckets: string[];
}

/** What a run hands to the next. */
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
  /** 10,000 names at most. Absent in the first run. */
  waiting?: Waiting[];
  notListed?: NotListed[];
  reachedTwice?: ReachedTwice[];
  /** Bounded. */
  dialect?: string[];
  limits: LimitsInForce;
  paused: boolean;
}

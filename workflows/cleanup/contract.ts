import type { KeepCompleted, Marker } from '../../activities/contract.ts';
import type { Tally } from '../../activities/dry-run/contract.ts';
import type { RequestCounts, UploadCounts } from '../../domain/counts.ts';
import type { InitiatorCount, Measured, PrefixMeasure } from '../../domain/measures.ts';
import type { KeyRange, Upload } from '../../domain/upload.ts';
import type { Duration, LimitsInForce, Trouble } from '../durable/contract.ts';

export type { KeepCompleted } from '../../activities/contract.ts';
export type { RequestCounts, UploadCounts } from '../../domain/counts.ts';
export type { Duration, LimitsInForce, Trouble, Tune } from '../durable/contract.ts';

/** Which uploads a job may abort. There is no default: nothing destructive happens unasked. */
export type Select = { all: true } | { olderThan: Duration } | { initiatedBefore: string };

/** What every kind of job takes: its pace and its way to S3. */
export interface PaceInput {
  /** ListParts before the abort: parts and bytes, by prefix. Default: false; true in a dry run. */
  measure?: boolean;
  /** Wait between an abort and its ListParts. Default: 10s. */
  settle?: Duration;
  /** Wait before the next pass. Default: 30s. */
  quietPeriod?: Duration;
  retry?: {
    /** Wait before the second abort of an upload; doubles each round. Default: 10s. */
    initial?: Duration;
    /** The longest such wait. Default: 5m. */
    maximum?: Duration;
    /**
     * How long to go on without a first proof, from when an upload is known to remain; then the pass is ended, and the job fails with
     * UploadsRemain. Default: 24h.
     */
    giveUpAfter?: Duration;
  };
  /** How many passes in a row must find nothing. Default: 1. */
  cleanPasses?: number;
  limits?: {
    /** Requests in flight in one activity, 1 to 1,000. Default: 64. */
    concurrency?: number;
    /** Requests that the job starts in a second, in all workers together; of a fleet, each of its jobs. Default: none. */
    requestsPerSecond?: number;
    /** Uploads one run takes on before it continues as new. Default: as history allows, about 8,000. */
    uploadsPerRun?: number;
  };
  /** Name of an S3 connection configured on the worker. Default: `default`. */
  connection?: string;
  expectedBucketOwner?: string;
  /**
   * Keep an upload that looks like the remnant of an object that was completed, for some stores destroy the object with it. `auto`: on
   * every store but AWS itself. It costs a HeadObject for each upload, and s3:GetObject. Default: auto.
   */
  keepCompleted?: KeepCompleted;
  /**
   * Where a line is written for each upload that is proven gone: `s3://BUCKET/PREFIX`, over the connection of the job, or `folder:NAME`,
   * below the folder that the workers were started with. Not in a dry run. Default: nowhere.
   */
  record?: string;
  /** The name of a receiver that is configured on the worker: it is told how the job ended. Default: nobody is. */
  notify?: string;
}

/** What a job takes that chooses among the uploads. */
export interface SelectingInput extends PaceInput {
  select: Select;
  /** Keep uploads that got a part within this time before the job began. Default: off. */
  idleFor?: Duration;
  /** List and, with `measure`, add up; abort nothing. Default: false. */
  dryRun?: boolean;
}

/** What `cleanupMultipartUploads` takes. */
export interface CleanupInput extends SelectingInput {
  /** Bucket name, directory bucket name, access point alias or ARN. */
  bucket: string;
  /** Only keys with this prefix. On a directory bucket it ends in `/`. Default: the whole bucket. */
  prefix?: string;
  /** Only keys after `after`, up to and including `through`: how one bucket is shared out. Not on directory buckets. */
  range?: KeyRange;
  requestPayer?: 'requester';
  /**
   * A safety net: all is listed and counted before the first abort, and where more is selected than this, nothing is aborted, and the
   * job fails with TooManyUploads. A dry run does not ask. Default: no bound.
   */
  maxUploads?: number;
  /** Ranges of keys of a large general purpose bucket that are cleaned at once, 1 to 100. Default: 16. */
  parallelism?: number;
  /**
   * Keep S3CleanupBucket, S3CleanupPhase and S3CleanupRemaining up to date, at the beginning and the end of each pass;
   * the job must be started with them. Default: false.
   */
  searchAttributes?: boolean;
  /** Set by the workflow when it continues as new; never by a caller. */
  resume?: Resume;
}

export interface CleanupReport {
  bucket: string;
  prefix: string | null;
  /** `bucket-gone`: the bucket disappeared meanwhile, and its uploads with it. */
  outcome: 'clean' | 'dry-run' | 'bucket-gone';
  /** The selection as it was applied: absolute instants; nulls mean no such bound. */
  selection: { initiatedBefore: string | null; activeSince: string | null };
  startedAt: string;
  finishedAt: string;
  passes: number;
  runs: number;
  uploads: UploadCounts;
  /** What the selected uploads held before their abort; null unless `measure`. */
  measured: Measured | null;
  /** Who initiated the selected uploads, most first. */
  initiators: InitiatorCount[];
  requests: RequestCounts;
  /** Up to 20 of the uploads that the last pass kept because they look completed. Absent: it kept none. */
  kept?: RemainingUpload[];
  /** What this S3 does in another way than AWS, as far as the job met it, by names. Absent: nothing. */
  dialect?: string[];
  /** Present where the job was asked for a record. */
  record?: RecordReport;
  /** Present where the job was asked to notify somebody. */
  notified?: Notified;
  /** Present for a dry run: what would be aborted and what kept, by prefix and age. */
  dryRun?: Tally;
}

/** Whether the receiver of a job was told how it ended. */
export interface Notified {
  receiver: string;
  delivered: boolean;
  /** Why it was not. */
  problem?: string;
}

/** Where the record of a job is. */
export interface RecordReport {
  /** Its folder: `s3://audit/cleanup/photos/2026-11-28T02-17-00Z-RUN/`, or `folder:…/`. */
  at: string;
  /** Objects with lines, besides `job.json`. Their numbers have no gaps. */
  objects: number;
  /** A line for each proof: `uploads.gone`, and one more for each time that an upload came back. */
  lines: number;
}

export type Phase = 'cleaning' | 'settling' | 'verifying' | 'backing off' | 'quiet period' | 'done';

/** The answer to the query `status`. */
export interface CleanupStatus {
  phase: Phase;
  paused: boolean;
  pass: number;
  run: number;
  uploads: UploadCounts;
  /** Selected uploads seen to remain after their last verification, by reason. */
  remaining: Record<string, number>;
  /** Selected uploads that no ListParts has judged since their last abort: `selected = gone + remaining + unproven + inHand`. */
  inHand: number;
  /** Uploads verified gone a second, over the whole job. */
  pace: number;
  /** Ranges of keys being cleaned by children now. */
  ranges: number;
  /** About how many selected uploads those hold; `uploads` counts them when their range is done. Absent without ranges. */
  inRanges?: number;
  /** Workflow IDs of those children; each answers the same query. Absent without ranges. */
  children?: string[];
  /** The present pass has listed everything: `uploads.selected` and `inRanges` are all that there is to do in it. */
  allListed?: boolean;
  /** Nothing is aborted. Absent: it is. */
  dryRun?: boolean;
  /** When the present wait ends; null when not waiting. */
  waitsUntil: string | null;
  /** When the job gives up; null before the end of the first pass. */
  givesUpAt: string | null;
  limits: LimitsInForce;
  requests: RequestCounts;
  /** Up to 20 of the uploads that the present pass kept because they look completed. Absent: it kept none. */
  kept?: RemainingUpload[];
  /** What this S3 does in another way than AWS, as far as the job met it, by names. Absent: nothing. */
  dialect?: string[];
  /** What stands in the way of all requests of the job, or of a child, as in an outage of S3. Absent: nothing. */
  trouble?: Trouble;
  startedAt: string;
}

/** Details of an UploadsRemain failure. */
export interface UploadsRemainDetails {
  report: Omit<CleanupReport, 'outcome'> & { outcome: 'uploads-remain' };
  remaining: Record<string, number>;
  /** Up to 100 of them. */
  uploads: RemainingUpload[];
}

export interface RemainingUpload extends Upload {
  reason: string;
}

/** What a run hands to the next: all of a job's state. Counters, and lists that are bounded. */
export interface Resume {
  startedAt: string;
  /** Number of the run that resumes, from 2. */
  run: number;
  pass: number;
  /** False between two passes. */
  passing: boolean;
  /** Passes in a row that found nothing. */
  cleanPasses: number;
  listing: ListingState;
  account: Account;
  /** Something was proven gone, whatever came of it. Absent: nothing yet. */
  hasProof?: true;
  /** Uploads that were aborted and are still there; bounded. */
  remaining: AbortedUpload[];
  unnamed: Unnamed;
  /** Uploads that their date does not tell from those of an earlier pass, as hashes; bounded. They are counted already. */
  counted: string[];
  /** Of a range: so many of `counted`, from the first, are those of its parent. Absent: it is no range. */
  inherited?: number;
  /** Of a range: uploads that its parent has let go of by name, as hashes. They are counted, and need not be aborted yet. */
  unnamedAbove?: string[];
  /** Of a range: so many did its parent let go of in earlier passes, has no hashes of, and had not found again when the range began. Absent: none. */
  unhashedAbove?: number;
  /** Keys that a pass could not list to their end; bounded. What is found there later may be counted, or not. */
  skippedKeys: string[];
  /** Uploads that were aborted more than once, as hashes; bounded. They are counted as `reaborted` already. */
  reaborted: string[];
  /** Ranges of keys handed to children so far. */
  ranges: number;
  /** Rounds of repeated aborts since the last time nothing remained. */
  round: number;
  givesUpAt: string | null;
  byPrefix: PrefixMeasure[];
  /** Of the bytes measured, those that the metrics count as freed. */
  freedBytes: number;
  initiators: InitiatorCount[];
  requests: RequestCounts;
  /** What S3 does in another way than AWS, by names; bounded. Absent: nothing was met. */
  dialect?: string[];
  limits: LimitsInForce;
  /** Of a range, in a job that holds to a rate: its share where it has its turn, false where it is going to be given it. */
  turn?: number | false;
  /** A fleet or a preparation began the job, and is told of trouble. */
  isChild?: boolean;
  paused: boolean;
  /** When the present pause began. */
  pausedAt?: string;
  /** Of a dry run: what is added up so far. */
  tally?: Tally;
  /** Absent: no record, or it is not begun. */
  record?: RecordState;
  /** What is counted before the first abort. Absent: nothing yet, or nobody asked for it. */
  counting?: Counting;
}

/** How far a record has come. */
export interface RecordState extends RecordReport {
  /** Begins the names of its objects: `range-1`. Absent: it is the record of the job itself, not of a part. */
  part?: string;
}

/** How far the counting before the first abort has come. */
export interface Counting {
  tally?: Tally;
  /** Where to go on; absent at the beginning. */
  marker?: Marker;
  ended: boolean;
}

/** Details of a TooManyUploads failure. */
export interface TooManyUploadsDetails {
  /** Selected uploads: so many would have been aborted. */
  selected: number;
  maxUploads: number;
}

/** Distinct uploads. Only ledger.ts writes them. */
export interface Account {
  selected: number;
  /** Added to at each proof, taken from when an upload comes back. Of a range: below 0 where that was in an earlier pass. */
  gone: number;
  /** Let go of by name, and not found again by a full listing: nothing will ever prove them gone. */
  unproven: number;
  reaborted: number;
  alreadyGone: number;
  /** Uploads in doubt: they are taken from `gone`, which may be below 0 meanwhile. Of a range: below 0, too. Absent: none. */
  inDoubt?: number;
}

/** Remaining uploads too many to keep by name. The next pass finds them again. */
export interface Unnamed {
  byReason: Record<string, number>;
  /** Of the first of them, in their order; bounded. */
  hashes: string[];
}

/** How far the present pass has listed. */
export interface ListingState {
  ended: boolean;
  /** Where to go on; absent at the beginning. */
  marker?: Marker;
  /** The last place that was a key or the beginning, and what was kept up to there: S3 never refuses it. */
  keyPlace: KeyPlace;
  /** Nothing was aborted, verified or found: only such a pass proves anything. */
  isUntouched: boolean;
  /** Selected uploads found in this pass. */
  found: number;
  keptYoung: number;
  keptActive: number;
  /** Absent: none. */
  keptCompleted?: number;
  /** Of the latter, up to 20. */
  completed?: Upload[];
  /** So many did the pass before keep as completed that this one has not listed again. Absent: none. */
  keptBefore?: number;
  /** So many that nobody may look at count as such. Absent: none. */
  takenForKept?: number;
  /** Of the active, uploads that S3 did not let us look into, by reason. */
  notLookedInto: Record<string, number>;
  /** Rounds of repeated aborts since the listing ended. */
  rounds: number;
  /** How often in a row the place did not advance, and nothing was proven. */
  standstills: number;
  /** How often S3 refused the marker of an upload since the last place that was a key. */
  refusals: number;
  /** A key could not be listed to its end, or a range was not: the pass has not seen everything. */
  hasGaps: boolean;
  /** Of the unnamed, those that earlier passes let go of and that this one has not found again yet. */
  unnamedBefore: number;
  /** Of these, those that are known as hashes: the first ones in their list. Absent: all that have hashes. */
  hashedBefore?: number;
  /** Keys up to this one are listed once more in this pass: what is found there may be one of its own unnamed. */
  relisted?: string;
  /** Uploads that an earlier pass had counted. Of a range: its parent knows what became of them then. */
  foundAgain: number;
  /** Of a range: what it found again of those that its parent had let go of by name, as hashes. They are not among the former. Absent: none. */
  foundOfAbove?: string[];
  /** Of a range: what it took for one of those that its parent has no hashes of; not among the former two. Absent: none. */
  foundUnhashed?: number;
  /** Selected uploads of this pass that an earlier one found gone: up to 20 of them. */
  again: Upload[];
  /** Of a range: what it kept of those that its parent has counted by name, or let go of by name, as hashes; bounded. Absent: none. */
  keptOfAbove?: string[];
}

export interface KeyPlace {
  marker?: Marker;
  keptYoung: number;
  keptActive: number;
  /** Absent: none. */
  keptCompleted?: number;
}

/** An upload that this job has aborted, or is about to. */
export interface AbortedUpload extends RemainingUpload {
  /** Aborts that S3 accepted. After the first, the upload is ours to finish. */
  aborts: number;
  /** It was counted before this pass listed it. */
  isBack?: true;
  /** What it held, where that was measured for a record. */
  bytes?: number;
  /** S3 no longer knew it at our first abort; noted for a record only. */
  isAlreadyGone?: true;
  /** Known by its date, or let go of by name before: it is taken for one that was gone, until an abort confirms that or it is kept as completed. */
  isInDoubt?: true;
  /** Nobody may look at it: it is taken for one that the pass before kept as completed. */
  isTakenForKept?: true;
}

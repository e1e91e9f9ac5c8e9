import type { Marker } from '../../activities/contract.ts';
import type { Tally } from '../../activities/dry-run/contract.ts';
import type { RequestCounts, UploadCounts } from '../../domain/counts.ts';
import type { InitiatorCount, Measured, PrefixMeasure } from '../../domain/measures.ts';
import type { KeyRange, Upload } from '../../domain/upload.ts';
import type { Duration, LimitsInForce } from '../durable/contract.ts';

export type { RequestCounts, UploadCounts } from '../../domain/counts.ts';
export type { Duration, LimitsInForce, Tune } from '../durable/contract.ts';

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
    /** How long to go on after the end of the first pass before failing with UploadsRemain. Default: 24h. */
    giveUpAfter?: Duration;
  };
  /** How many passes in a row must find nothing. Default: 1. */
  cleanPasses?: number;
  limits?: {
    /** Requests in flight in one activity, 1 to 1,000. Default: 64. */
    concurrency?: number;
    /** Requests started in a second by one worker. Default: none. */
    requestsPerSecond?: number;
    /** Uploads one run takes on before it continues as new. Default: as history allows, about 8,000. */
    uploadsPerRun?: number;
  };
  /** Name of an S3 connection configured on the worker. Default: `default`. */
  connection?: string;
  expectedBucketOwner?: string;
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
  /** Present for a dry run: what would be aborted and what kept, by prefix and age. */
  dryRun?: Tally;
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
  selected: number;
  reaborted: number;
  /** Of `reaborted`, those that are in `overflow`. Absent: none. */
  reabortedInOverflow?: number;
  /** Of `reaborted`, those that the pass before let go of and that this one has not found again yet. Absent: none. */
  reabortedBefore?: number;
  /** Of `reaborted`, those that an earlier pass has counted as selected: its parent may have let go of them. Absent: none. */
  reabortedBack?: number;
  alreadyGone: number;
  /** Uploads initiated after the job began that are counted already, as hashes; bounded. */
  arrivals: string[];
  /** Ranges of keys handed to children so far. */
  ranges: number;
  /** Uploads that were aborted and are still there; bounded. */
  remaining: AbortedUpload[];
  /** Remaining uploads too many to hold, by reason; the next pass finds them again. */
  overflow: Record<string, number>;
  /** Uploads too many to hold whose ListParts was refused: nothing will ever prove them gone. */
  unproven: number;
  /** Rounds of repeated aborts since the last time nothing remained. */
  round: number;
  givesUpAt: string | null;
  byPrefix: PrefixMeasure[];
  /** Of the bytes measured, those that the metrics count as freed. Absent: none. */
  freedBytes?: number;
  initiators: InitiatorCount[];
  requests: RequestCounts;
  limits: LimitsInForce;
  paused: boolean;
  /** Of a dry run: what is added up so far. */
  tally?: Tally;
}

/** How far the present pass has listed. */
export interface ListingState {
  ended: boolean;
  /** Where to go on; absent at the beginning. */
  marker?: Marker;
  /** Selected uploads found in this pass. */
  found: number;
  keptYoung: number;
  keptActive: number;
  /** Rounds of repeated aborts since the listing ended. */
  rounds: number;
  /** How often in a row S3 refused a marker. */
  lostPlaces: number;
  /** Selected uploads of this pass that an earlier one found gone. Absent: none. */
  again?: ListedAgain;
}

export interface ListedAgain {
  uploads: number;
  /** Up to 20 of them. */
  named: Upload[];
}

/** An upload that this job has aborted, or is about to. */
export interface AbortedUpload extends RemainingUpload {
  aborts: number;
  /** Listed again by another pass than that which counted it as selected. Absent: it was not. */
  isBack?: boolean;
}

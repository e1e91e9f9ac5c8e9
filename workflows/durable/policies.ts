import type { ActivityOptions } from '@temporalio/workflow';

/** Activities on S3 are tried again for as long as an outage may last; a repeated abort or listing does no harm. */
const RETRY = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' } as const;

/** How long a job waits for S3 in an outage before it fails with S3Unavailable. */
export const LONGEST_OUTAGE = '24h';

/** An outage is told on the page of the job after so many: a minute or so. The first may be that of a worker that crashed. */
export const ATTEMPTS_BEFORE_TROUBLE = 2;

/** One page of a listing takes under a second; 2 min leaves room for in-process retries under SlowDown. */
export const LISTING_POLICY: ActivityOptions = {
  startToCloseTimeout: '2m',
  heartbeatTimeout: '15s',
  scheduleToCloseTimeout: LONGEST_OUTAGE,
  retry: RETRY,
};

/** The first request of a job fails within a minute where nobody answers, so that a wrong endpoint is told at once. */
export const FIRST_CONTACT_POLICY: ActivityOptions = {
  ...LISTING_POLICY,
  startToCloseTimeout: '45s',
  retry: { ...RETRY, maximumAttempts: 3 },
};

/** 16 pages of 1,000 uploads that share 1 request a second take 4.4 h. A dead worker is noticed in 15 s. */
export const UPLOADS_POLICY: ActivityOptions = {
  startToCloseTimeout: '12h',
  heartbeatTimeout: '15s',
  scheduleToCloseTimeout: LONGEST_OUTAGE,
  retry: RETRY,
};

/**
 * The first page of a dry run. Its uploads may take ListParts at 1 request a second. It is tried as often as a first
 * contact.
 */
export const FIRST_DRY_RUN_POLICY: ActivityOptions = { ...UPLOADS_POLICY, retry: { ...RETRY, maximumAttempts: 3 } };

/** A few requests on the bucket itself. */
export const BUCKET_POLICY: ActivityOptions = { ...LISTING_POLICY };

/** 1,000 objects in 4 requests take seconds; an hour leaves room for SlowDown of single objects. */
export const OBJECTS_POLICY: ActivityOptions = { ...LISTING_POLICY, startToCloseTimeout: '1h' };

/** A job that fails or is cancelled tries this long to restore the bucket policy. */
export const RESTORING_POLICY: ActivityOptions = { ...BUCKET_POLICY, scheduleToCloseTimeout: '1h' };

/** Parts of S3 may know a deleted bucket for a while: S3's bucket configuration is eventually consistent. */
export const PROOF_POLICY: ActivityOptions = { ...BUCKET_POLICY, scheduleToCloseTimeout: '10m' };

/**
 * A receiver that restarts is back by then: tries after 5, 10, 20 s … up to 5 min. A job stays open for so long at most because of one
 * that is dead. A try has 40 s of timeouts.
 */
export const NOTIFY_POLICY: ActivityOptions = {
  startToCloseTimeout: '45s',
  scheduleToCloseTimeout: '15m',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '5m' },
};

/** Answers in a row that there is no such bucket, where there is. S3 that goes on like that is not well. */
export const FALSE_ALARMS_AT_MOST = 10;

/**
 * Each round ends with a listing that showed nothing. A writer that still writes after ten rounds does not stop by
 * itself.
 */
export const ROUNDS_AT_MOST = 10;

/** Pages of uploads in work at once: 4 x 64 requests in flight keep a worker of one core busy at 80 ms latency. */
export const PAGES_AT_ONCE = 4;

/**
 * At this size, listing pauses and the run drains. History then holds the uploads once; where workers cannot read it, up to three times, and
 * grows to about the 4 MiB at which the server suggests to continue as new.
 */
export const HISTORY_BYTES_BEFORE_DRAINING = 2.4 * 1024 * 1024;

/** 200 pages without a selected upload make 1,200 events of history; the server suggests to continue as new at 4,096. */
export const PAGES_BEFORE_DRAINING = 200;

/** Rounds of repeated aborts before the bucket is listed afresh: 10 + 20 + 40 + 80 + 160 s = about 5 min. */
export const ROUNDS_BEFORE_RELISTING = 5;

/**
 * Rounds in a range: 10 + 20 s. What remains then is left to the passes of the parent, so that it holds up no other
 * upload.
 */
export const ROUNDS_IN_A_RANGE = 2;

/** 16 ranges at once are 112,000 uploads, which a worker holds between listing and proof. A range is 1.3 MB of history. */
export const UPLOADS_IN_A_RANGE = 7_000;

/** Remaining uploads carried by name: 1,000 with keys of 100 bytes are 250 KB, half of what Temporal warns at. */
export const REMAINING_AT_MOST = { uploads: 1_000, bytes: 250_000 };

/** Fingerprints of 13 characters: 5,000 are 80 KB of what a job carries from run to run. */
export const COUNTED_AT_MOST = 5_000;

/** 20 keys of 1,024 bytes add little to what a job carries from run to run. */
export const NAMED_AGAIN_AT_MOST = 20;
export const SKIPPED_KEYS_AT_MOST = 20;

/** Where so many keys in a row are refused and nothing else happens, a permission is missing: the others are not tried. */
export const KEYS_REFUSED_BEFORE_FAILING = 100;

/** Stretches in a row after which the place has not advanced and nothing was proven: the key is skipped. */
export const STANDSTILLS_AT_MOST = 3;

/** Buckets of one fleet: 10,000 names of 63 bytes are 660 KB, a third of the largest input that Temporal takes. */
export const BUCKETS_AT_MOST = 10_000;

/** Rows of a fleet's report: 400 KB of the 512 KiB that Temporal warns at, 1,000 buckets or so. */
export const ROW_BYTES_AT_MOST = 400_000;

/**
 * Beyond this, a run of a fleet takes on no further bucket, and drains. A child makes up to 12 events, and the look at its bucket 3: 100
 * at work add 1,500, and Temporal warns at 10,240 events or 10 MB. Draining waits for the slowest bucket, so it comes as late as
 * possible.
 */
export const FLEET_HISTORY_BEFORE_DRAINING = { events: 8_000, bytes: 6 * 1024 * 1024 };

/** Twice as many as the table has (domain/s3/dialect.ts): newer workers may know more of them. */
export const DIALECT_AT_MOST = 32;

import type { Answered, InitiatorCount, KeepCompleted, Limits, ListUploadsInput, Marker, Upload } from '../contract.ts';

/** The age of an upload when the job began. `1-7d` is from 1 day to less than 7. */
export type Age = '<1d' | '1-7d' | '7-30d' | '30-90d' | '90-365d' | '>=365d';

/** What a job would do about an upload: abort it, or keep it because it is too young, still being written, or looks completed. */
export type Verdict = 'selected' | 'keptYoung' | 'keptActive' | 'keptCompleted';

/** The uploads of one verdict and age. */
export interface TallyCell {
  verdict: Verdict;
  age: Age;
  uploads: number;
  /** What they hold; absent where nothing was measured, and for uploads that are kept. */
  parts?: number;
  bytes?: number;
  /** The earliest `initiated`. */
  oldest: string;
}

export interface PrefixTally {
  /** First path segment of the keys, such as `logs/`, at most 100 characters of it; empty for keys without `/`. */
  prefix: string;
  cells: TallyCell[];
}

/** What a dry run found: sums that stay small, however many uploads there are. */
export interface Tally {
  /** Most bytes first, else most uploads. Those after the first 50 are one entry at the end: `(other prefixes)`. */
  byPrefix: PrefixTally[];
  /** Who initiated the selected uploads, most first. */
  initiators: InitiatorCount[];
  /** Uploads whose parts S3 would not list: with `idleFor` they are kept, else selected and not measured. */
  unmeasured: number;
  /**
   * Why S3 would not, such as `AccessDenied`; of another request than ListParts, `HeadObject: AccessDenied`. Each reason stands once.
   * Absent: S3 listed them all.
   */
  reasons?: string[];
  /** Up to 20 of those that look completed. Absent: none does. */
  completed?: Upload[];
  /** How often in a row S3 refused the marker of the next page, and after how many uploads. Absent: it did not lately. */
  lost?: { times: number; uploads: number };
}

/** What a dry run takes. It begins behind the marker. */
export interface TallyUploadsInput extends ListUploadsInput {
  /** An upload initiated, or with a part modified, at this instant or later is kept. Absent: none is. */
  activeSince?: string;
  /** An upload that looks completed is kept. Default: auto. */
  keepCompleted?: KeepCompleted;
  /** Ages are counted up to this instant. */
  startedAt: string;
  measure: boolean;
  limits: Limits;
  /** Pages of 1,000 uploads at most. */
  pages: number;
  /** The sums so far; absent at the beginning. */
  tally?: Tally;
}

export interface TalliedUploads extends Answered {
  /** The sums of everything so far. */
  tally: Tally;
  /** Where to go on; absent at the end of the listing. */
  next?: Marker;
}

export interface TallyActivities {
  /** The dry run of some pages. S3: ListMultipartUploads, ListParts. */
  tallyUploads(input: TallyUploadsInput): Promise<TalliedUploads>;
}

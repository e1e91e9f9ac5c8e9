/** Requests made, by operation; `throttled` are those of them that S3 refused with SlowDown or its like. */
export interface RequestCounts {
  list: number;
  abort: number;
  listParts: number;
  throttled: number;
  /** HeadObject, before the first abort of an upload: only on stores other than AWS. */
  headObject?: number;
  /** PutObject, of a record. */
  putObject?: number;
  /** DeleteObjects; only where a bucket is prepared for its deletion, as is the next. */
  deleteObjects?: number;
  /** On the bucket itself: HeadBucket, DeleteBucket, its policy and the like. */
  bucket?: number;
}

/** Distinct uploads. `listed = selected + keptYoung + keptActive + keptCompleted`; the kept are those of the last pass. */
export interface UploadCounts {
  listed: number;
  selected: number;
  /** Proven: ListParts, at least `settle` after the last abort, answered NoSuchUpload or no parts. */
  gone: number;
  /** Needed more than one abort. */
  reaborted: number;
  /** Initiated at or after the cut-off. */
  keptYoung: number;
  /** Got a part within `idleFor`. */
  keptActive: number;
  /** Looks like the remnant of an object that was completed: it has as many parts and bytes as the object of its key. */
  keptCompleted: number;
  /** Of the gone, those that S3 no longer knew at our first abort: completed, or aborted by somebody else. */
  alreadyGone: number;
  /** Vanished without a proof: they remained, were too many to keep by name, and no later listing shows them. */
  unproven: number;
}

export function noUploads(): UploadCounts {
  const kept = { keptYoung: 0, keptActive: 0, keptCompleted: 0 };
  return { listed: 0, selected: 0, gone: 0, reaborted: 0, ...kept, alreadyGone: 0, unproven: 0 };
}

export function noRequests(): RequestCounts {
  return { list: 0, abort: 0, listParts: 0, throttled: 0 };
}

/** Adds counts to sums of the same names. */
export function addTo<Counts extends object>(sums: Counts, made: Partial<Counts>): void {
  const all = sums as Record<string, number>;
  for (const [name, count] of Object.entries(made as Record<string, number>)) all[name] = (all[name] ?? 0) + count;
}

/** Sums of counts of the same names. */
export function added<Counts extends object>(counts: Counts, more: Partial<Counts>): Counts {
  const sums = { ...counts };
  addTo(sums, more);
  return sums;
}

export function sum(counts: number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

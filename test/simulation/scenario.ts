import type { CleanupInput } from '../../workflows/cleanup/contract.ts';

/** All that a seed decides, as plain data: it can be printed, shrunk and kept. Times are milliseconds since the job began. */
export interface Scenario {
  /** Of the lots drawn while it runs: how long each thing takes. */
  schedule: number;
  store: Store;
  uploads: UploadSpec[];
  input: Omit<CleanupInput, 'bucket' | 'resume'>;
  bounds: Bounds;
  workers: number;
  faults: Fault[];
  others: Other[];
  steering: Steer[];
}

/** In which ways an S3 differs from AWS. Those with other answers are in docs/compatibility.md. */
export interface Store {
  isDirectory?: true;
  /** Uploads of a page at most. */
  pageSize: number;
  /** A marker whose upload is gone. Absent: the listing goes on where it was. */
  goneMarkers?: 'refused';
  /** Absent: key and upload ID, as AWS has it. */
  markers?: 'ignored' | 'all refused' | 'upload ID ignored' | 'no next upload ID' | 'key included';
  /** Lists everything, whatever it is asked for, in the order of initiation. */
  everythingAtOnce?: true;
  /** It may list uploads that were completed, so objects are asked about. Absent: AWS, and nobody asks. */
  hasRemnants?: true;
  /** Milliseconds a request takes, there and back. */
  latency: number;
}

export interface UploadSpec {
  key: string;
  /** How long before the job it was initiated; below 0: after. */
  age: number;
  /** What the listing says instead. */
  initiated?: 'missing' | '0001-01-01T00:00:00Z';
  /** How long before the job each part was written. */
  parts: number[];
  /** So many aborts are accepted and not done. */
  ignoredAborts?: number;
  /** After an abort that was done, a part lands so much later: the upload is back. One each time. */
  lateParts?: number[];
  /** The object of its key was made of its parts when the last of them was there. Only where there are remnants, and of one with parts. */
  completed?: true;
}

export type Operation = 'list' | 'abort' | 'listParts' | 'headObject';

export type Fault = { at: number } & (
  | { kind: 'crash'; for: number }
  | { kind: 'heartbeats lost'; for: number }
  | { kind: 'outage'; for: number; how: 'error' | 'no answer' | 'answer lost' }
  | { kind: 'throttling'; for: number; share: number }
  | { kind: 'denied'; for: number; operation: Operation; key?: string }
  | { kind: 'NoSuchBucket once' }
  | { kind: 'bucket deleted' }
);

/** What somebody else does to the bucket. `upload` is a place in `uploads`. */
export type Other = { at: number } & (
  | { kind: 'initiates'; upload: UploadSpec }
  | { kind: 'writes a part' | 'completes' | 'aborts'; upload: number }
);

/** What a person does to the job. */
export type Steer = { at: number } & (
  | { kind: 'pause'; for: number }
  | { kind: 'tune'; concurrency: number; requestsPerSecond: number | null }
  | { kind: 'cancel' }
);

/** The constants of the code that are made small, so that small jobs meet them. */
export interface Bounds {
  pageOfUploads: number;
  pagesBeforeDraining: number;
  uploadsInARange: number;
  remainingByName: number;
}

/** The job begins here. */
export const START = Date.UTC(2026, 0, 1);

const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const FOR_GOOD = 365 * DAY;

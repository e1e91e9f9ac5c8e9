/** What `s3-cleanup check --json` answers. */
export interface CheckReport {
  /** Null: AWS. */
  endpoint: string | null;
  region: string;
  /** The S3 connection that was used. */
  connection: string;
  bucket: string;
  /** Whether the bucket was made for the check, and deleted after it. */
  bucketCreated: boolean;
  /** How the keys in it began. */
  prefix: string;
  /** ISO-8601. */
  startedAt: string;
  finishedAt: string;
  /** Whether all works that every job needs. */
  works: boolean;
  counts: Record<Verdict, number>;
  sections: CheckedSection[];
  left: LeftBehind;
}

/**
 * `asS3`: it does as S3 does. `handled`: it differs, and the product makes up for it. `limited`: something that not every job
 * needs does not work. `fails`: what every job needs does not work. `notTried`: it is not known.
 */
export type Verdict = 'asS3' | 'handled' | 'limited' | 'fails' | 'notTried';

export interface CheckedSection {
  title: string;
  behaviours: CheckedBehaviour[];
}

export interface CheckedBehaviour {
  /** What S3 does. */
  title: string;
  verdict: Verdict;
  /** What this store does instead, or why it was not tried. */
  here?: string;
  /** What the product does about it, or what does not work. */
  consequence?: string;
  /** The name by which the report of a job tells it. */
  dialect?: string;
  /** What there was to see of a difference that the product does not know, and what there is to see of S3. */
  unknown?: { seen: unknown; asS3: unknown };
}

/** What could not be removed. All of it belongs to the check. */
export interface LeftBehind {
  uploads: Array<{ bucket: string; key: string; uploadId: string; reason: string }>;
  objects: Array<{ bucket: string; key: string; versionId?: string; reason: string }>;
  buckets: Array<{ bucket: string; reason: string }>;
}

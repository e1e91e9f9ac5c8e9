import type { RequestCounts } from '../contract.ts';

/** What crosses between the workflows and the activities on an account: plain JSON. */

export type BucketKind = 'general-purpose' | 'directory';

export interface ListBucketsInput {
  connection: string;
  kind: BucketKind;
  /** Patterns between spaces: `*` stands for any characters, `?` for one, `{a,b}` for a or b; `!` takes out what matches. */
  match: string;
  /** The `next` of the page before. */
  token?: string;
}

/** The matching names on one page. */
export interface BucketPage {
  buckets: string[];
  /** Which S3 this is: of two connections of the same, a name means the same bucket. Absent: nobody knows. */
  store?: string;
  /** Absent at the end of the listing. */
  next?: string;
  requests: Partial<RequestCounts>;
}

/** The activities on an account, as the workflows see them. */
export interface AccountActivities {
  /** One page of the buckets of a kind. S3: ListBuckets, ListDirectoryBuckets. */
  listBuckets(input: ListBucketsInput): Promise<BucketPage>;
}

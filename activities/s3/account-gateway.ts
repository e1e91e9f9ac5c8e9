import type { BucketKind } from '../account/contract.ts';

/** What the activities know of an account. One request to S3 a call, no retries; rejects as `S3Gateway` does. */
export interface AccountGateway {
  listBuckets(request: AccountListRequest, signal: AbortSignal): Promise<ListedBuckets>;
}

export interface AccountListRequest {
  connection: string;
  kind: BucketKind;
  /** Of the names; S3 has it for general purpose buckets only, so others may come back. */
  prefix: string;
  token?: string;
}

export interface ListedBuckets {
  names: string[];
  next?: string;
}

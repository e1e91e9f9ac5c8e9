import type { BucketKind } from '../account/contract.ts';

/**
 * What the activities know of an account. Each call is one request to S3, without retries. Rejects as `S3Gateway` does.
 */
export interface AccountGateway {
  listBuckets(request: AccountListRequest, signal: AbortSignal): Promise<ListedBuckets>;
}

export interface AccountListRequest {
  connection: string;
  kind: BucketKind;
  /** How the names begin. S3 takes it for general purpose buckets only, so others may come back. */
  prefix: string;
  token?: string;
}

export interface ListedBuckets {
  names: string[];
  next?: string;
}

import type { Marker, Target, Upload, UploadRef } from '../contract.ts';
import type { AccountGateway } from './account-gateway.ts';
import type { BucketGateway } from './bucket-gateway.ts';

/**
 * All that the activities know of S3. Each call is one request to S3, without retries of its own. Every rejection is an
 * `S3Failure` (failures.ts), or the reason of the signal when aborted.
 */
export interface S3Gateway {
  listUploads(request: ListRequest, signal: AbortSignal): Promise<ListedPage>;
  /** Resolves when S3 accepted the abort. An unknown upload rejects with kind `gone`. */
  abortUpload(target: Target, upload: Upload, signal: AbortSignal): Promise<void>;
  /** An unknown upload rejects with kind `gone`. */
  listParts(target: Target, upload: UploadRef, after: string | undefined, signal: AbortSignal): Promise<ListedParts>;
  /** The bucket as a whole. Absent: this gateway cannot prepare a bucket for its deletion. */
  readonly buckets?: BucketGateway | undefined;
  /** The account as a whole. Absent: this gateway cannot list buckets. */
  readonly account?: AccountGateway | undefined;
  /** Closes sockets. The gateway is of no use afterwards. */
  close(): void;
}

export interface ListRequest {
  target: Target;
  prefix?: string;
  marker?: Marker;
  /** 1 to 1,000. */
  maxUploads: number;
}

/** Keys are decoded. */
export interface ListedPage {
  uploads: ListedUpload[];
  /** Present exactly when S3 said IsTruncated. */
  next?: Marker;
}

export interface ListedUpload extends Upload {
  initiator?: string;
}

export interface ListedParts {
  parts: Array<{ size: number; modified: string }>;
  /** Present exactly when S3 said IsTruncated. */
  next?: string;
}

import type { DialectEntry } from '../../domain/s3/dialect.ts';
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
  /** The object of a key; undefined where there is none. Absent: this gateway cannot ask for objects. */
  headObject?(target: Target, key: string, signal: AbortSignal): Promise<FoundObject | undefined>;
  /** Writes an object, in place of one of the same key. Absent: this gateway cannot write a record. */
  putObject?(target: Target, object: ObjectToPut, signal: AbortSignal): Promise<void>;
  /**
   * Whether requests go to AWS itself. At once where that is known, as it is from the first answer on. Absent: nobody knows, so it may
   * be any store.
   */
  isAws?(target: Target): boolean | Promise<boolean>;
  /** Why a bucket is not to be touched over this connection. Undefined: it may be; absent: so may all. */
  refusal?(bucket: string): string | undefined;
  /** The region where AWS answered for a bucket. Undefined: it has not yet, or this is not AWS. Absent: nobody knows. */
  regionOf?(bucket: string): string | undefined;
  /** Which S3 this is: two connections of the same reach the same buckets by the same names. Absent: nobody knows. */
  store?(): Promise<string>;
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
  /** Present where keys may be read in several ways: above is the likeliest. */
  doubts?: KeyDoubts;
  /** What this S3 does in another way than AWS, as far as the page shows it. Absent: nothing. */
  differs?: DialectEntry[];
}

export interface KeyDoubts {
  keys: DoubtfulKey[];
  /** The page, where this is the key of that upload. The gateway remembers what it learns from that. */
  settle(doubt: DoubtfulKey, key: string): ListedPage;
}

/** What the key of an upload may be, the likeliest first. */
export interface DoubtfulKey {
  uploadId: string;
  spelled: string;
  keys: string[];
}

export interface ListedUpload extends Upload {
  initiator?: string;
}

export interface ObjectToPut {
  key: string;
  /** Text in UTF-8. */
  body: string;
}

export interface FoundObject {
  bytes: number;
  /** Of how many parts it was made. Absent: S3 does not say. */
  parts?: number;
  /** When it was written, as `Upload.initiated`. */
  modified: string;
}

export interface ListedParts {
  parts: Array<{ size: number; modified: string }>;
  /** Present exactly when S3 said IsTruncated. */
  next?: string;
}

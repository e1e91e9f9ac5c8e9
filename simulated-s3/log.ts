import type { Bucket } from './bucket.ts';
import type { Operation, Query } from './operations.ts';
import type { Reply } from './reply.ts';
import type { S3Request } from './request.ts';
import type { StoredUpload } from './upload-store.ts';

/** One request and how it was answered. */
export interface LogEntry {
  /** When its headers had arrived; milliseconds since 1970 with fractions, on the server's clock. */
  at: number;
  answeredAt: number;
  operation: Operation;
  /** Empty for the operations on the whole service. */
  bucket: string;
  /** Empty for the operations on a bucket. */
  key: string;
  uploadId: string | undefined;
  query: Query;
  /** 0 when the connection was broken instead. */
  status: number;
  /** S3's error code, or `reset`, `hang`, `truncate`. */
  code: string | undefined;
  requestPayer: string | undefined;
  expectedBucketOwner: string | undefined;
  ifMatchInitiatedTime: string | undefined;
}

/** An upload that was aborted and not properly verified afterwards. */
export interface SettleViolation {
  bucket: string;
  key: string;
  uploadId: string;
  problem: 'unverified' | 'verified too early';
  abortedAt: number;
  /** Undefined when no ListParts since the abort found nothing. */
  verifiedGoneAt: number | undefined;
}

/** What the clients asked. Counts are always kept; entries only in a `full` log. */
export class RequestLog {
  entries: LogEntry[] = [];
  readonly #isFull: boolean;
  readonly #everyBucket: readonly Bucket[];
  readonly #counts = new Map<string, Map<number, number>>();

  /** `everyBucket` includes the deleted ones: their uploads are judged, too. */
  constructor(isFull: boolean, everyBucket: readonly Bucket[]) {
    this.#isFull = isFull;
    this.#everyBucket = everyBucket;
  }

  record(request: S3Request, reply: Reply, answeredAt: number): void {
    const statuses = this.#counts.get(request.operation) ?? new Map<number, number>();
    this.#counts.set(request.operation, statuses);
    statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
    if (this.#isFull) this.entries.push(newEntry(request, reply, answeredAt));
  }

  /** Forgets entries and counts. */
  clear(): void {
    this.entries = [];
    this.#counts.clear();
  }

  of(operation: Operation): LogEntry[] {
    return this.entries.filter((entry) => entry.operation === operation);
  }

  /** The aborts of an upload, answered whatever way. */
  aborts(uploadId: string): LogEntry[] {
    return this.of('AbortMultipartUpload').filter((entry) => entry.uploadId === uploadId);
  }

  /** Requests by operation, and among them by status. */
  counts(): Record<string, Record<string, number>> {
    const entries = Array.from(this.#counts, ([operation, statuses]) => [operation, Object.fromEntries(statuses)]);
    return Object.fromEntries(entries);
  }

  /** How many requests of an operation there were; with a status, those answered so. */
  count(operation: Operation, status?: number): number {
    const statuses = this.#counts.get(operation) ?? new Map<number, number>();
    if (status !== undefined) return statuses.get(status) ?? 0;
    return Array.from(statuses.values()).reduce((sum, count) => sum + count, 0);
  }

  /** When S3 last answered an abort of the upload with success or NoSuchUpload. Kept without entries, too. */
  lastAbortAt(uploadId: string): number | undefined {
    return this.#find(uploadId)?.abortedAt || undefined;
  }

  /** When the first ListParts since the last abort arrived that found no parts. Kept without entries, too. */
  firstVerifiedGoneAt(uploadId: string): number | undefined {
    return this.#find(uploadId)?.firstVerifiedGoneAt || undefined;
  }

  /** The last such ListParts. */
  lastVerifiedGoneAt(uploadId: string): number | undefined {
    return this.#find(uploadId)?.verifiedGoneAt || undefined;
  }

  /** The aborted uploads whose last ListParts that found nothing came less than `settleMs` after their last abort, or never. */
  settleViolations(settleMs: number): SettleViolation[] {
    return this.#everyBucket.flatMap((bucket) => violationsIn(bucket, settleMs));
  }

  #find(uploadId: string): StoredUpload | undefined {
    for (const bucket of this.#everyBucket) {
      const upload = bucket.uploads.find(uploadId);
      if (upload) return upload;
    }
    return undefined;
  }
}

function violationsIn(bucket: Bucket, settleMs: number): SettleViolation[] {
  const violations: SettleViolation[] = [];
  for (const { key, uploadId, abortedAt, verifiedGoneAt } of bucket.uploads.all()) {
    if (abortedAt === 0 || verifiedGoneAt - abortedAt >= settleMs) continue;
    const problem = verifiedGoneAt === 0 ? 'unverified' : 'verified too early';
    violations.push({
      bucket: bucket.name,
      key,
      uploadId,
      problem,
      abortedAt,
      verifiedGoneAt: verifiedGoneAt || undefined,
    });
  }
  return violations;
}

function newEntry(request: S3Request, reply: Reply, answeredAt: number): LogEntry {
  return {
    at: request.at,
    answeredAt,
    operation: request.operation,
    bucket: request.bucket,
    key: request.key,
    uploadId: request.query.get('uploadId'),
    query: request.query,
    status: reply.status,
    code: reply.code,
    requestPayer: header(request, 'x-amz-request-payer'),
    expectedBucketOwner: header(request, 'x-amz-expected-bucket-owner'),
    ifMatchInitiatedTime: header(request, 'x-amz-if-match-initiated-time'),
  };
}

function header(request: S3Request, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

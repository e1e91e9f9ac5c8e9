import type { AbortBehaviour } from './behaviour.ts';
import type { ObjectVersion } from './object-store.ts';
import { SortedChunks } from './sorted-chunks.ts';
import { compareUtf8 } from './utf8-order.ts';

export interface Part {
  partNumber: number;
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
  etag: string;
}

/** An upload and what became of it. It is kept after its end: S3 remembers, and the log judges by it. */
export interface StoredUpload {
  key: string;
  uploadId: string;
  /** Milliseconds since 1970. */
  initiated: number;
  /** How the listing says so. */
  initiatedAs: string | undefined;
  /** Order of creation: tells apart the uploads of one key and instant. */
  sequence: number;
  state: 'present' | 'aborted' | 'completed';
  /** Whether ListMultipartUploads shows it; for a while it may although the upload was aborted. */
  listed: boolean;
  /** Ascending part numbers. Never changed in place, so uploads may share one. */
  parts: readonly Part[];
  initiator: string | undefined;
  behaviour: AbortBehaviour | undefined;
  /** The object that it was completed to, where it was left behind. An abort destroys it. */
  completedTo: ObjectVersion | undefined;
  /** Aborts that S3 accepted. */
  aborts: number;
  /** When S3 last answered an abort with success or NoSuchUpload; 0: never. */
  abortedAt: number;
  /** When the first and the last ListParts since then arrived that found nothing; 0: none did. */
  firstVerifiedGoneAt: number;
  verifiedGoneAt: number;
}

export const NO_PARTS: readonly Part[] = [];

/** The uploads of one bucket: by upload ID, and in the order of its listing. */
export class UploadStore {
  readonly compare: (a: StoredUpload, b: StoredUpload) => number;
  readonly #byId = new Map<string, StoredUpload>();
  readonly #listing: SortedChunks<StoredUpload>;

  constructor(isDirectory: boolean) {
    this.compare = isDirectory ? byUploadId : byKeyAndInitiation;
    this.#listing = new SortedChunks(this.compare);
  }

  /** What ListMultipartUploads shows. */
  get listing(): SortedChunks<StoredUpload> {
    return this.#listing;
  }

  add(upload: StoredUpload): void {
    this.#byId.set(upload.uploadId, upload);
    this.list(upload);
  }

  /** Known to S3, whatever became of it. */
  find(uploadId: string, key?: string): StoredUpload | undefined {
    const upload = this.#byId.get(uploadId);
    return key === undefined || upload?.key === key ? upload : undefined;
  }

  findPresent(uploadId: string, key: string): StoredUpload | undefined {
    const upload = this.find(uploadId, key);
    return upload?.state === 'present' ? upload : undefined;
  }

  list(upload: StoredUpload): void {
    if (upload.listed) return;
    upload.listed = true;
    this.#listing.insert(upload);
  }

  unlist(upload: StoredUpload): void {
    if (!upload.listed) return;
    upload.listed = false;
    this.#listing.delete(upload);
  }

  /** Every upload there ever was. */
  all(): Iterable<StoredUpload> {
    return this.#byId.values();
  }
}

/** General purpose buckets: S3 sorts by key, then by the time of initiation. */
function byKeyAndInitiation(a: StoredUpload, b: StoredUpload): number {
  return compareUtf8(a.key, b.key) || a.initiated - b.initiated || a.sequence - b.sequence;
}

/** Directory buckets list in no order of the keys; the random upload IDs give such an order, a steady one. */
function byUploadId(a: StoredUpload, b: StoredUpload): number {
  if (a.uploadId === b.uploadId) return 0;
  return a.uploadId < b.uploadId ? -1 : 1;
}

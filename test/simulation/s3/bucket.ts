import { S3Failure } from '../../../activities/s3/failures.ts';
import type { Scheduler } from '../runtime/scheduler.ts';
import { type Operation, type Scenario, START, type UploadSpec } from '../scenario.ts';

/** An upload, what is true of it, and what was done to it. */
export interface ModelUpload {
  readonly key: string;
  readonly uploadId: string;
  /** By its creation in the bucket. */
  readonly serial: number;
  /** Milliseconds since the epoch; undefined where the listing does not say it or says what cannot be. */
  readonly initiated: number | undefined;
  readonly says: Date | undefined;
  readonly parts: Array<{ size: number; modified: number }>;
  exists: boolean;
  ignoredAborts: number;
  readonly lateParts: number[];
  /** So many aborts of the job were accepted. */
  accepted: number;
  /** When, first and last. */
  firstAccepted: number | undefined;
  lastAccepted: number | undefined;
  /** Since when it exists without a break, and does not look completed. */
  since: number;
  wasListed: boolean;
  wasTried: boolean;
}

/** The object of a key. */
export interface ModelObject {
  bytes: number;
  parts: number;
  modified: number;
}

/** The truth: which uploads there are. Nothing takes time here. */
export class ModelBucket {
  readonly name: string;
  readonly uploads: ModelUpload[] = [];
  readonly objects = new Map<string, ModelObject>();
  exists = true;
  readonly #scheduler: Scheduler;
  readonly #byId = new Map<string, ModelUpload>();

  constructor({ store, uploads }: Scenario, scheduler: Scheduler) {
    this.name = store.isDirectory ? 'photos--use1-az4--x-s3' : 'photos';
    this.#scheduler = scheduler;
    for (const upload of uploads) this.add(upload);
  }

  /** In S3's order. */
  get inOrder(): ModelUpload[] {
    return this.uploads.filter(({ exists }) => exists).sort(byKeyAndSerial);
  }

  add({ key, age, initiated, parts, ignoredAborts = 0, lateParts = [], completed }: UploadSpec): ModelUpload {
    const serial = this.uploads.length + 1;
    const at = START - age;
    const upload: ModelUpload = {
      key,
      uploadId: `${idOrder(serial)}u${serial}`,
      serial,
      initiated: initiated === undefined ? at : undefined,
      says: initiated === 'missing' ? undefined : new Date(initiated ?? at),
      // What somebody writes later makes another upload of it.
      parts: parts.map((age) => ({ size: completed ? 7 : 5, modified: START - age })),
      exists: true,
      ignoredAborts,
      lateParts: [...lateParts],
      accepted: 0,
      firstAccepted: undefined,
      lastAccepted: undefined,
      since: this.#scheduler.now,
      wasListed: false,
      wasTried: false,
    };
    this.uploads.push(upload);
    if (completed) this.objects.set(key, objectOf(upload));
    this.#byId.set(upload.uploadId, upload);
    return upload;
  }

  /** Undefined where it never was, or is gone. */
  find(uploadId: string): ModelUpload | undefined {
    const upload = this.#byId.get(uploadId);
    return upload?.exists ? upload : undefined;
  }

  /** Also one that is gone. */
  known(uploadId: string): ModelUpload | undefined {
    return this.#byId.get(uploadId);
  }

  remove(upload: ModelUpload): void {
    upload.exists = false;
    upload.parts.length = 0;
  }

  putPart(upload: ModelUpload): void {
    const wasThere = upload.exists && !looksCompleted(this, upload);
    upload.parts.push({ size: 5, modified: this.#scheduler.now });
    if (!wasThere) upload.since = this.#scheduler.now;
    upload.exists = true;
  }

  /** An abort that S3 accepts. It may have to be sent again. */
  abort(upload: ModelUpload): void {
    const { now } = this.#scheduler;
    upload.accepted += 1;
    upload.firstAccepted ??= now;
    upload.lastAccepted = now;
    if (upload.ignoredAborts > 0) {
      upload.ignoredAborts -= 1;
      return;
    }
    this.remove(upload);
    const late = upload.lateParts.shift();
    if (late !== undefined) this.#scheduler.after(late, () => this.exists && this.putPart(upload));
  }
}

/** Looks like the remnant of the object of its key, and S3 has accepted no abort of it: then it is ours to finish. */
export function looksCompleted({ objects }: ModelBucket, upload: ModelUpload): boolean {
  const object = objects.get(upload.key);
  if (!object || upload.firstAccepted !== undefined) return false;
  const { bytes, parts } = objectOf(upload);
  const isOlder = secondOf(object.modified) < secondOf(upload.initiated ?? Number.NEGATIVE_INFINITY);
  return !isOlder && object.bytes === bytes && object.parts === parts;
}

/** What would be made of an upload. */
function objectOf({ parts }: ModelUpload): ModelObject {
  const bytes = parts.reduce((sum, { size }) => sum + size, 0);
  return { bytes, parts: parts.length, modified: Math.max(...parts.map(({ modified }) => modified)) };
}

function secondOf(instant: number): number {
  return Math.floor(instant / 1_000);
}

/** Upload IDs do not come in the order of initiation. */
function idOrder(serial: number): string {
  return ((serial * 7919) % 97).toString().padStart(2, '0');
}

export function byKeyAndSerial(a: ModelUpload, b: ModelUpload): number {
  return Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)) || a.serial - b.serial;
}

export function failureOf(code: string, operation: Operation, bucket: string): S3Failure {
  return new S3Failure({ code, operation: NAMES[operation], target: { connection: 'default', bucket } });
}

const NAMES = {
  list: 'ListMultipartUploads',
  abort: 'AbortMultipartUpload',
  listParts: 'ListParts',
  headObject: 'HeadObject',
} as const;

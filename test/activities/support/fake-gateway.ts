import type { Target, Upload, UploadRef } from '../../../activities/contract.ts';
import { S3Failure } from '../../../activities/s3/failures.ts';
import type {
  FoundObject,
  ListedPage,
  ListedParts,
  ListRequest,
  ObjectToPut,
  S3Gateway,
} from '../../../activities/s3/gateway.ts';
import type { S3Operation } from '../../../activities/s3/operations.ts';

export const target: Target = { connection: 'default', bucket: 'photos' };

export const limits = { concurrency: 8 };

export const cutOff = '2026-01-01T00:00:00Z';

/** Initiated before the cut-off unless told otherwise. */
export function upload(key: string, initiated = '2025-06-01T00:00:00Z', uploadId = `id of ${key}`): Upload {
  return { key, uploadId, initiated };
}

export function uploads(count: number): Upload[] {
  return Array.from({ length: count }, (_, index) => upload(`key-${String(index).padStart(5, '0')}`));
}

export function s3Failure(code: string, operation: S3Operation = 'AbortMultipartUpload'): S3Failure {
  return new S3Failure({ code, operation, target });
}

/** Settles with the signal only. */
export function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

export interface Call {
  operation: 'listUploads' | 'abortUpload' | 'listParts' | 'headObject' | 'putObject';
  key: string;
}

interface Behaviour {
  listUploads?: (request: ListRequest, signal: AbortSignal) => Promise<ListedPage>;
  abortUpload?: (upload: Upload, signal: AbortSignal) => Promise<void>;
  listParts?: (upload: UploadRef, after: string | undefined, signal: AbortSignal) => Promise<ListedParts>;
  /** Absent: the gateway cannot ask for objects. */
  headObject?: (key: string, signal: AbortSignal) => Promise<FoundObject | undefined>;
  isAws?: () => boolean | Promise<boolean>;
  /** Absent: the gateway cannot write objects. */
  putObject?: (object: ObjectToPut, signal: AbortSignal, target: Target) => Promise<void>;
}

/** The port, in memory: an empty bucket where every abort succeeds, unless told otherwise. */
export class FakeGateway implements S3Gateway {
  readonly calls: Call[] = [];
  readonly headObject?: NonNullable<S3Gateway['headObject']>;
  readonly isAws?: NonNullable<S3Gateway['isAws']>;
  readonly putObject?: NonNullable<S3Gateway['putObject']>;
  readonly #behaviour: Behaviour;

  constructor(behaviour: Behaviour = {}) {
    this.#behaviour = behaviour;
    const { headObject, isAws, putObject } = behaviour;
    if (putObject) {
      this.putObject = async (into, object, signal) => {
        this.calls.push({ operation: 'putObject', key: object.key });
        await putObject(object, signal, into);
      };
    }
    if (isAws) this.isAws = isAws;
    if (!headObject) return;
    this.headObject = async (_target, key, signal) => {
      this.calls.push({ operation: 'headObject', key });
      return await headObject(key, signal);
    };
  }

  async listUploads(request: ListRequest, signal: AbortSignal): Promise<ListedPage> {
    this.calls.push({ operation: 'listUploads', key: request.marker?.key ?? '' });
    return this.#behaviour.listUploads ? this.#behaviour.listUploads(request, signal) : { uploads: [] };
  }

  async abortUpload(_target: Target, aborted: Upload, signal: AbortSignal): Promise<void> {
    this.calls.push({ operation: 'abortUpload', key: aborted.key });
    await this.#behaviour.abortUpload?.(aborted, signal);
  }

  async listParts(_target: Target, asked: UploadRef, after: string | undefined, signal: AbortSignal) {
    this.calls.push({ operation: 'listParts', key: asked.key });
    if (!this.#behaviour.listParts) throw s3Failure('NoSuchUpload', 'ListParts');
    return this.#behaviour.listParts(asked, after, signal);
  }

  close(): void {}
}

import type { S3Gateway } from '../../../activities/s3/gateway.ts';
import { pageOf } from '../../../activities/s3/sdk/answers.ts';
import type { Attempt } from '../runtime/attempt.ts';
import { as, current, simulation } from '../runtime/current.ts';
import type { VirtualSignal } from '../runtime/globals.ts';
import type { Operation, Store } from '../scenario.ts';
import { failureOf, type ModelBucket, type ModelUpload } from './bucket.ts';
import type { Faults } from './faults.ts';
import { answerListing } from './listing.ts';

/** Who looks on: what the job's requests came to, at the moment at which S3 dealt with them. */
export interface RequestWatch {
  /** A request sets out. */
  sent(attempt: Attempt | undefined): void;
  listed(attempt: Attempt | undefined): void;
  /** `isAccepted`: S3 knew it and answered 204. */
  abort(upload: ModelUpload | undefined, isAccepted: boolean, attempt: Attempt | undefined): void;
  listedParts(upload: ModelUpload | undefined, isGone: boolean, attempt: Attempt | undefined): void;
  /** A request that S3 deals with, whatever it answers. */
  asked(operation: Operation): void;
}

/** The gateway of one worker. Each request is dealt with at one moment; its answer comes later, if it comes. */
export function createModelGateway(bucket: ModelBucket, store: Store, faults: Faults, watch: RequestWatch): S3Gateway {
  const ask = createAsk(bucket, store, faults, watch);
  return {
    listUploads: (request, signal) =>
      ask('list', undefined, signal, (attempt) => {
        const output = answerListing(bucket, store, request);
        watch.listed(attempt);
        return pageOf(output, request.target);
      }),
    abortUpload: (_, { uploadId, key }, signal) =>
      ask('abort', { key, uploadId }, signal, (attempt) => {
        const upload = bucket.find(uploadId);
        watch.abort(bucket.known(uploadId), upload !== undefined, attempt);
        if (!upload) throw failureOf('NoSuchUpload', 'abort', bucket.name);
        bucket.abort(upload);
      }),
    listParts: (_, { uploadId, key }, __, signal) =>
      ask('listParts', { key, uploadId }, signal, (attempt) => {
        const upload = bucket.find(uploadId);
        const isGone = upload === undefined || (upload.parts.length === 0 && upload.firstAccepted !== undefined);
        watch.listedParts(bucket.known(uploadId), isGone, attempt);
        if (!upload) throw failureOf('NoSuchUpload', 'listParts', bucket.name);
        const parts = upload.parts.map(({ size, modified }) => ({ size, modified: new Date(modified).toISOString() }));
        return { parts };
      }),
    ...(store.hasRemnants && { headObject: headObjectOf(bucket, ask) }),
    close: () => {},
  };
}

function headObjectOf(bucket: ModelBucket, ask: ReturnType<typeof createAsk>): NonNullable<S3Gateway['headObject']> {
  return (_, key, signal) =>
    ask('headObject', { key }, signal, () => {
      const object = bucket.objects.get(key);
      return object && { ...object, modified: new Date(object.modified).toISOString() };
    });
}

/** What a request is about. */
interface Of {
  key: string;
  uploadId?: string;
}

type Answer<Value> = { value: Value } | { error: unknown };

function createAsk(bucket: ModelBucket, { latency }: Store, faults: Faults, watch: RequestWatch) {
  const { scheduler, server } = simulation;
  return <Value>(
    operation: Operation,
    of: Of | undefined,
    signal: AbortSignal,
    deal: (attempt: Attempt | undefined) => Value,
  ): Promise<Value> => {
    const owner = (signal as unknown as VirtualSignal).owner ?? current.attempt;
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      watch.sent(owner);
      signal.addEventListener('abort', () => reject(signal.reason));
      scheduler.after(server.delay(latency), () => {
        watch.asked(operation);
        const { answer, after } = faults.answer(operation, of?.key, () => dealWith(() => deal(owner)));
        trace(operation, of, answer, owner);
        scheduler.after(after + server.delay(latency), () =>
          as(owner, () => ('value' in answer ? resolve(answer.value) : reject(answer.error))),
        );
      });
    });
  };

  function dealWith<Value>(deal: () => Value): Answer<Value> {
    try {
      if (!bucket.exists) throw failureOf('NoSuchBucket', 'list', bucket.name);
      return { value: deal() };
    } catch (error) {
      return { error };
    }
  }

  function trace(operation: Operation, of: Of | undefined, answer: Answer<unknown>, owner: Attempt | undefined): void {
    const said = 'value' in answer ? describe(answer.value) : (answer.error as { code?: string }).code;
    const isLate = owner && !owner.isAwaited ? ' (nobody waits for it)' : '';
    const name = of?.uploadId ? nameOf({ key: of.key, uploadId: of.uploadId }) : (of?.key ?? '');
    server.trace(`  S3 ${operation} ${name}: ${said}${isLate}`);
  }
}

function describe(value: unknown): string {
  const { uploads, next, parts } = (value ?? {}) as {
    uploads?: Array<Required<Of>>;
    next?: object;
    parts?: unknown[];
  };
  if (uploads) return `${uploads.map(nameOf).join(' ')}${next ? ` … ${JSON.stringify(next)}` : ''}`;
  return parts ? `${parts.length} parts` : 'accepted';
}

function nameOf({ key, uploadId }: Required<Of>): string {
  return `${key}#${uploadId}`;
}

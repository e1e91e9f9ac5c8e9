import { ApplicationFailure } from '@temporalio/common';
import type { Target, UploadToVerify } from '../contract.ts';
import type { Framed } from '../frame/with-s3.ts';
import { Refusal, S3Failure } from '../s3/failures.ts';
import type { Outcome } from '../uploads/each-upload.ts';
import { type RecordWriting, writeRecordObject } from './write-object.ts';

/** Until somebody has given the permission back, or the disk has room: no page counts before its lines are written. */
const RETRY_DELAY = '30s';

/**
 * The lines of one page of a record: of the uploads that one activity proves gone. They are one object, and its name is given, so an
 * attempt writes over what the attempt before it wrote. It proves every upload itself: the times of a crashed attempt died with it.
 */
export class RecordPage {
  readonly #at: string;
  readonly #target: Target;
  readonly #uploads: UploadToVerify[];
  readonly #recordFolder: string | undefined;
  readonly #provenAt = new Map<number, string>();

  constructor(at: string, target: Target, uploads: UploadToVerify[], recordFolder: string | undefined) {
    this.#at = at;
    this.#target = target;
    this.#uploads = uploads;
    this.#recordFolder = recordFolder;
  }

  /** Notes the time of a proof. */
  async note(index: number, verified: Promise<Outcome>): Promise<Outcome> {
    const outcome = await verified;
    if (outcome === 'done') this.#provenAt.set(index, new Date().toISOString());
    return outcome;
  }

  /** Fails in a way that is tried again, whatever the reason: what is proven has to be recorded. */
  async write(s3: Framed): Promise<void> {
    const { connection } = this.#target;
    const writing: RecordWriting = { connection, recordFolder: this.#recordFolder };
    await writeRecordObject(this.#at, this.#body, writing, s3).catch(askAgain);
  }

  get #body(): string {
    const lines = this.#uploads.flatMap((upload, index) => {
      const provenAt = this.#provenAt.get(index);
      return provenAt === undefined ? [] : [`${this.#lineOf(upload, provenAt)}\n`];
    });
    return lines.join('');
  }

  #lineOf({ key, uploadId, initiated, bytes, isAlreadyGone, isBack }: UploadToVerify, provenAt: string): string {
    const { bucket } = this.#target;
    const done = isAlreadyGone ? 'alreadyGone' : 'gone';
    return JSON.stringify({ bucket, key, uploadId, initiated, bytes, done, provenAt, again: isBack });
  }
}

/** No such bucket means that of the record, never the one that is cleaned. */
function askAgain(error: unknown): never {
  if (!(error instanceof S3Failure) && !(error instanceof Refusal)) throw error;
  const type = error.type === 'NoSuchBucket' ? 'InvalidInput' : error.type;
  throw ApplicationFailure.create({ type, message: `the record: ${error.message}`, nextRetryDelay: RETRY_DELAY });
}

import type { DialectEntry } from '../../../domain/s3/dialect.ts';
import type { Target, UploadRef } from '../../contract.ts';
import type { S3Failure } from '../failures.ts';
import type { ListedPage, ListRequest } from '../gateway.ts';

/** What differs from AWS where such an answer is about an upload that is gone. */
export function missingDiffers({ code }: S3Failure): DialectEntry {
  return code === 'NoSuchKey' ? 'gone-is-no-such-key' : 'gone-is-not-found';
}

/**
 * The code is S3's own, and S3 has accepted an abort of the upload: both together say that it is gone. An answer without a code may be
 * of anybody. docs/compatibility.md, Others: "says in other words that an upload is gone".
 */
export function isProvenByAbort({ code }: S3Failure, isAborted: boolean): boolean {
  return isAborted && code === 'NoSuchKey';
}

/** Ten thousand uploads whose keys begin so. What is not listed to its end proves nothing. */
const PAGES_AT_MOST = 10;

/** Whether S3 lists an upload, asked by its key; undefined where that cannot be told. A listing is asked once for a key. */
export class KeyListings {
  readonly #listed = new Map<string, Promise<Set<string> | undefined>>();
  readonly #target: Target;
  readonly #list: List;

  constructor(target: Target, list: List) {
    this.#target = target;
    this.#list = list;
  }

  async has({ key, uploadId }: UploadRef): Promise<boolean | undefined> {
    const listed = this.#listed.get(key) ?? this.#listAll(key);
    this.#listed.set(key, listed);
    return (await listed)?.has(uploadId);
  }

  async #listAll(prefix: string): Promise<Set<string> | undefined> {
    const ids = new Set<string>();
    let request: ListRequest = { target: this.#target, prefix, maxUploads: 1_000 };
    for (let pages = 1; pages <= PAGES_AT_MOST; pages += 1) {
      const { uploads, next } = await this.#list(request);
      for (const { uploadId } of uploads) ids.add(uploadId);
      if (!next) return ids;
      request = { ...request, marker: next };
    }
    return undefined;
  }
}

type List = (request: ListRequest) => Promise<ListedPage>;

import type { Marker, Upload } from '../../../activities/contract.ts';
import { S3Failure } from '../../../activities/s3/failures.ts';
import type { LeftBehind } from '../contract.ts';
import { inLanes } from '../lanes.ts';
import type { Lent, Tidying } from './tidying.ts';

/** More pages than a bucket has that can be listed only as a whole, and in which somebody still looks for ours. */
const PAGES_AT_MOST = 50;

/** Aborts the uploads of the check as the product does: until ListParts shows that nothing is left. */
export class UploadRemoval {
  readonly #tidying: Tidying;
  readonly #gone = new Set<string>();

  constructor(tidying: Tidying) {
    this.#tidying = tidying;
  }

  /**
   * Those that were created, and in a lent bucket those under the root whose upload ID was never told, because the answer was
   * lost. Answers those of the lent bucket that are still there.
   */
  async remove(lent: Lent | undefined): Promise<LeftBehind['uploads']> {
    const listed = lent ? await uploadsUnder(this.#tidying, lent).catch((error: Error) => error) : [];
    const found = listed instanceof Error ? [] : listed.map((upload) => ({ ...upload, bucket: lent?.bucket ?? '' }));
    const left = await this.#removeAll(found, lent);
    return listed instanceof Error ? [...left, ...this.#unseen(listed)] : left;
  }

  async #removeAll(found: Found[], lent: Lent | undefined): Promise<LeftBehind['uploads']> {
    const all = new Map([...found, ...this.#made()].map((upload) => [upload.uploadId, upload]));
    const uploads = [...all.values()].filter(({ uploadId }) => !this.#gone.has(uploadId));
    const reasons = await inLanes(uploads, ({ bucket, ...upload }) => removeUpload(this.#tidying, bucket, upload));
    return uploads.flatMap(({ bucket, key, uploadId }, at) => {
      const reason = reasons[at];
      if (reason === undefined) this.#gone.add(uploadId);
      return reason === undefined || bucket !== lent?.bucket ? [] : [{ bucket, key, uploadId, reason }];
    });
  }

  #made(): Found[] {
    return this.#tidying.belongings.uploads.map(({ Bucket, Key, UploadId }) => ({
      bucket: Bucket,
      key: Key,
      uploadId: UploadId,
      initiated: '',
    }));
  }

  #unseen({ message }: Error): LeftBehind['uploads'] {
    return this.#tidying.belongings.unanswered.map(({ Bucket, Key }) => ({
      bucket: Bucket,
      key: Key,
      uploadId: '',
      reason: `it may be there: ${message}`,
    }));
  }
}

type Found = Upload & { bucket: string };

/** Every upload whose key begins so. Some stores find nothing by a prefix, and some do not look at it. */
export async function uploadsUnder(tidying: Tidying, { bucket, root, listsByPrefix }: Lent): Promise<Upload[]> {
  const found = await listAll(tidying, bucket, listsByPrefix ? root : undefined);
  return found.filter(({ key }) => key.startsWith(root));
}

async function listAll({ store, signal }: Tidying, bucket: string, prefix: string | undefined): Promise<Upload[]> {
  const target = store.target(bucket);
  const found: Upload[] = [];
  let marker: Marker | undefined;
  for (let pages = 0; pages < PAGES_AT_MOST; pages += 1) {
    const page = await store.gateway.listUploads(
      { target, maxUploads: 1_000, ...(prefix && { prefix }), ...(marker && { marker }) },
      signal,
    );
    found.push(...page.uploads);
    marker = page.next;
    if (!marker) break;
  }
  return found;
}

/** Undefined: it is gone. Else what stands in the way. */
export async function removeUpload(
  { store, signal }: Tidying,
  bucket: string,
  upload: Upload,
): Promise<string | undefined> {
  const target = store.target(bucket);
  const refused = await store.gateway.abortUpload(target, upload, signal).then(() => undefined, reasonUnlessGone);
  try {
    const { parts } = await store.gateway.listParts(target, upload, undefined, signal);
    return refused ?? (parts.length === 0 ? undefined : 'it has parts although it was aborted');
  } catch (error) {
    return reasonUnlessGone(error);
  }
}

function reasonUnlessGone(error: unknown): string | undefined {
  return isGone(error) ? undefined : String((error as Error).message);
}

/** Said in whatever words: of what was just aborted, or of a bucket that is gone with all that was in it. */
function isGone(error: unknown): boolean {
  return error instanceof S3Failure && (error.kind === 'gone' || error.status === 404);
}

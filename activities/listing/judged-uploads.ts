import { LOST_PLACES_AT_MOST, PAGE_SIZE } from '../../domain/pages.ts';
import { fingerprint, isInsideKey, type Upload } from '../../domain/upload.ts';
import type { Marker } from '../contract.ts';
import { type Judging, judgeUploads } from '../dry-run/judge-uploads.ts';
import type { Judged } from '../dry-run/upload-tally.ts';
import type { S3Work } from '../frame/with-s3.ts';
import { withoutTemporal } from '../frame/without-temporal.ts';
import { Refusal } from '../s3/failures.ts';
import type { ListedPage } from '../s3/gateway.ts';
import type { S3ConnectionConfig } from '../s3/sdk/client.ts';
import { listPage } from './list-page.ts';
import { selectUploads } from './select-page.ts';

export type { Judging } from '../dry-run/judge-uploads.ts';

/** An upload that the query selects, and what a job would do about it. */
export interface JudgedUpload extends Upload, Judged {}

export interface JudgedPage {
  uploads: JudgedUpload[];
  /** Why S3 would not say what uploads of the page hold, a reason for each. */
  unmeasured: string[];
  /** Uploads that are too young for the query. */
  keptYoung: number;
}

/**
 * Every upload of a bucket, page after page, in S3's order, without Temporal. A page is let go before the next is asked for. Fails as
 * activities do, and with the reason of the signal.
 */
export async function* judgedUploads(
  connection: S3ConnectionConfig,
  query: Judging,
  signal: AbortSignal,
): AsyncGenerator<JudgedPage, void, undefined> {
  yield* withoutTemporal(connection, query, signal, (s3) => pages(query, s3));
}

/** How far the listing has come. */
interface Place {
  marker?: Marker | undefined;
  /** In the middle of a key: the place where the key begins, which S3 cannot refuse, and what was listed since. */
  key?: { start: Marker | undefined; listed: Set<string> };
  /** How often S3 refused the place since an upload was listed that was not before. */
  refused: number;
}

async function* pages(query: Judging, s3: S3Work): AsyncGenerator<JudgedPage, void, undefined> {
  for (let place: Place | undefined = { refused: 0 }; place; ) {
    const listed = await listAt(place, query, s3);
    if (!listed) {
      place = { marker: place.key?.start, ...(place.key && { key: place.key }), refused: place.refused + 1 };
      continue;
    }
    const { uploads, next, keptYoung } = selectUploads(listed, query);
    const fresh = uploads.filter((upload) => !place?.key?.listed.has(fingerprint(upload)));
    if (fresh.length > 0 || keptYoung > 0) yield await judged(fresh, { listed, keptYoung }, query, s3);
    place = next && placeAt(next, place, uploads, fresh.length > 0 ? 0 : place.refused);
  }
}

/** Undefined where S3 refuses the place: the upload that it names is gone by now. */
async function listAt({ marker, key, refused }: Place, query: Judging, s3: S3Work): Promise<ListedPage | undefined> {
  const { target, prefix } = query;
  const from = { ...(prefix !== undefined && { prefix }), ...(marker && { marker }) };
  try {
    return await listPage({ target, ...from, maxUploads: PAGE_SIZE }, s3);
  } catch (error) {
    if (!(error instanceof Refusal) || error.type !== 'InvalidMarker') throw error;
    if (key && refused < LOST_PLACES_AT_MOST) return undefined;
    const { bucket } = target;
    throw new Refusal(
      'Unsupported',
      `The listing of ${bucket} cannot be continued: S3 no longer takes its place. List again`,
    );
  }
}

function placeAt(next: Marker, { marker, key }: Place, uploads: Upload[], refused: number): Place {
  if (!isInsideKey(next)) return { marker: next, refused };
  const { start, listed } = key ?? { start: marker, listed: new Set<string>() };
  for (const upload of uploads) listed.add(fingerprint(upload));
  return { marker: next, key: { start, listed }, refused };
}

async function judged(
  uploads: Upload[],
  { listed, keptYoung }: { listed: ListedPage; keptYoung: number },
  query: Judging,
  s3: S3Work,
): Promise<JudgedPage> {
  const initiators = new Map(listed.uploads.map(({ uploadId, initiator }) => [uploadId, initiator]));
  const verdicts = new Map<Upload, Judged>();
  const unmeasured: string[] = [];
  const told = {
    add: (upload: Upload, one: Judged) => void verdicts.set(upload, one),
    addUnmeasured: (reason: string) => void unmeasured.push(reason),
  };
  if (!(await judgeUploads(uploads, told, { input: query, initiators, s3 }))) s3.stop.throwIfAborted();
  const judgedUploads = uploads.flatMap((upload) => {
    const verdict = verdicts.get(upload);
    return verdict ? [{ ...upload, ...verdict }] : [];
  });
  return { uploads: judgedUploads, unmeasured, keptYoung };
}

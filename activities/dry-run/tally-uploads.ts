import { activityInfo } from '@temporalio/activity';
import { added, sum } from '../../domain/counts.ts';
import { LOST_PLACES_AT_MOST, PAGE_SIZE } from '../../domain/pages.ts';
import { isInsideKey } from '../../domain/upload.ts';
import type { Marker, RequestCounts } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import { type S3Work, withS3 } from '../frame/with-s3.ts';
import { listPage } from '../listing/list-page.ts';
import { selectUploads } from '../listing/select-page.ts';
import { Refusal } from '../s3/failures.ts';
import type { TalliedUploads, Tally, TallyUploadsInput } from './contract.ts';
import { judgeUploads } from './judge-uploads.ts';
import { UploadTally } from './upload-tally.ts';

/** A person who watches a dry run sees it move every 15 s. */
const ANSWERS_AFTER_MS = 15_000;

/** A place in the listing, and the sums up to there. */
interface Counted {
  tally: Tally;
  /** Absent: the beginning. */
  marker?: Marker;
}

/** How far an activity has come. A retry goes on from there. */
interface Place extends Counted {
  /** In the middle of a key: the place where the key begins. S3 cannot refuse it. */
  keyStart?: Counted;
  ended: boolean;
  pages: number;
  requests: Partial<RequestCounts>;
}

/**
 * The dry run: counts what a job would do about the uploads of one page after another, and forgets each page, so that neither
 * history nor memory grows with the bucket. A retry goes on after the last page that a heartbeat told of. S3:
 * ListMultipartUploads; to measure, or with `activeSince`, ListParts.
 */
export function createTallyUploads(dependencies: Dependencies) {
  const { clock } = dependencies;
  return async (input: TallyUploadsInput): Promise<TalliedUploads> => {
    const { target, limits } = input;
    const begun = clock.now();
    const before = resumed(input);
    let place = before;
    const allRequests = (made: Partial<RequestCounts>) => added(before.requests, made);
    const details = (made: Partial<RequestCounts>) => ({
      uploads: uploadsOf(place.tally),
      place: { ...place, requests: allRequests(made) },
    });
    const isDue = () => place.ended || place.pages >= input.pages || clock.now() - begun >= ANSWERS_AFTER_MS;
    const { requests, dialect } = await withS3(
      dependencies,
      { target, limits, details, answersWhenCancelled: true },
      async (s3) => {
        while (!isDue() && !s3.stop.aborted) place = await tallyPage(input, place, s3);
        return {};
      },
    );
    const { tally, ended, marker } = place;
    const next = !ended && { next: marker ?? { key: '' } };
    return { tally, ...next, ...(dialect && { dialect }), requests: allRequests(requests) };
  };
}

function resumed(input: TallyUploadsInput): Place {
  const { place } = (activityInfo().heartbeatDetails ?? {}) as { place?: Place };
  if (place) return place;
  const { tally, marker } = input;
  const begun = tally ? { tally, ...(marker && { marker }) } : beginning(input);
  return { ...begun, ended: false, pages: 0, requests: {} };
}

function beginning({ startedAt, marker, after }: TallyUploadsInput): Counted {
  const from = marker ?? (after === undefined ? undefined : { key: after });
  return { tally: new UploadTally(startedAt).toTally(), ...(from && { marker: from }) };
}

/** The place after one more page. It stays the same where the page was interrupted. */
async function tallyPage(input: TallyUploadsInput, place: Place, s3: S3Work): Promise<Place> {
  const { target, prefix } = input;
  const from = { ...(prefix !== undefined && { prefix }), ...(place.marker && { marker: place.marker }) };
  try {
    const listed = await listPage({ target, ...from, maxUploads: PAGE_SIZE }, s3);
    const { initiatedBefore: _, ...all } = input;
    const { uploads, next } = selectUploads(listed, all);
    const tally = new UploadTally(input.startedAt, place.tally);
    const initiators = new Map(listed.uploads.map(({ uploadId, initiator }) => [uploadId, initiator]));
    if (!(await judgeUploads(uploads, tally, { input, initiators, s3 }))) return place;
    const counted = {
      tally: advanced(place.tally, tally.toTally(next && uploads.at(-1)?.key)),
      ...(next && { marker: next }),
    };
    const { requests } = place;
    const keyStart = next && isInsideKey(next) ? (place.keyStart ?? countedAt(place)) : undefined;
    return { ...counted, ...(keyStart && { keyStart }), ended: !next, pages: place.pages + 1, requests };
  } catch (error) {
    if (s3.stop.aborted && error === s3.stop.reason) return place;
    if (error instanceof Refusal && error.type === 'InvalidMarker') return fallBack(input, place);
    throw error;
  }
}

function countedAt({ tally, marker }: Place): Counted {
  return { tally, ...(marker && { marker }) };
}

/** Where S3 refuses a marker: at the beginning of its key; where this activity has not seen that, at the beginning of the listing. */
function fallBack(input: TallyUploadsInput, place: Place): Place {
  const lost = { times: (place.tally.lost?.times ?? 0) + 1, uploads: uploadsOf(place.tally) };
  if (lost.times > LOST_PLACES_AT_MOST) {
    const { bucket } = input.target;
    throw new Refusal('Unsupported', `The listing of ${bucket} cannot be continued: S3 refuses its own markers`);
  }
  const { marker: _, ...fromTheFirst } = input;
  const { tally, ...from } = place.keyStart ?? beginning(fromTheFirst);
  const { ended, pages, requests } = place;
  return { tally: { ...tally, lost }, ...from, ended, pages, requests };
}

/** Places are lost in a row for as long as no upload is counted behind the place where the last one was lost. */
function advanced({ lost }: Tally, tally: Tally): Tally {
  return lost && uploadsOf(tally) <= lost.uploads ? { ...tally, lost } : tally;
}

function uploadsOf({ byPrefix }: Tally): number {
  return sum(byPrefix.flatMap(({ cells }) => cells.map(({ uploads }) => uploads)));
}

import type { RequestCounts, Survey, SurveyUploadsInput } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import { startHeartbeats } from '../frame/heartbeats.ts';
import { Refusal } from '../s3/failures.ts';
import { createListUploads } from './list-uploads.ts';

/** Enough for ranges in a bucket where most uploads are kept: 100 pages take about 10 s. */
const PAGES_AT_MOST = 100;

/** A listing whose markers are refused this often is not cut: whoever cleans it finds a way, or says that there is none. */
const REFUSALS_AT_MOST = 5;

/** Lists on until enough uploads are found, and answers only where that is. S3: ListMultipartUploads. */
export function createSurveyUploads(dependencies: Dependencies) {
  const listUploads = createListUploads(dependencies);

  return async (input: SurveyUploadsInput): Promise<Survey> => {
    const requests = { list: 0, throttled: 0 };
    // Each page is too short for heartbeats of its own; all of them together are not.
    const stopHeartbeats = startHeartbeats(() => ({ listRequests: requests.list }), dependencies.clock);
    try {
      return { ...(await findEnd(input, listUploads, requests)), requests };
    } finally {
      stopHeartbeats();
    }
  };
}

type ListUploads = ReturnType<typeof createListUploads>;

/** The last key of the range, none where the listing ends in it or cannot be cut, and how many selected uploads were found up to there. */
async function findEnd(
  { uploads, ...input }: SurveyUploadsInput,
  listUploads: ListUploads,
  requests: Pick<RequestCounts, 'list' | 'throttled'>,
): Promise<Omit<Survey, 'requests'>> {
  let marker = input.marker;
  let found = 0;
  let through: string | undefined;
  let refusals = 0;
  for (let pages = 1; ; pages += 1) {
    const page = await unlessMarkerRefused(listUploads({ ...input, ...(marker && { marker }) }));
    requests.list += page?.requests.list ?? 1;
    requests.throttled += page?.requests.throttled ?? 0;
    found += page?.uploads.length ?? 0;
    if (page && !page.next) return { uploads: found };
    if (!page) refusals += 1;
    if (through === undefined && refusals > REFUSALS_AT_MOST) return { uploads: found };
    through = page?.boundary?.afterKey ?? through;
    const isEnough = found >= uploads || pages >= PAGES_AT_MOST || !page;
    if (through !== undefined && isEnough) return { through, uploads: found };
    // The place we began at is one that S3 cannot refuse.
    marker = page?.next ?? input.marker;
  }
}

async function unlessMarkerRefused<Page>(listing: Promise<Page>): Promise<Page | undefined> {
  try {
    return await listing;
  } catch (error) {
    if (error instanceof Refusal && error.type === 'InvalidMarker') return undefined;
    throw error;
  }
}

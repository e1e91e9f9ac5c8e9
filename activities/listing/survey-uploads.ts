import type { Survey, SurveyUploadsInput } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import { type S3Access, withS3 } from '../frame/with-s3.ts';
import { Refusal } from '../s3/failures.ts';
import { listSelected } from './list-uploads.ts';

/** Enough for ranges in a bucket where most uploads are kept: 100 pages take about 10 s. */
const PAGES_AT_MOST = 100;

/** A listing whose markers are refused this often is not cut. The job that cleans it finds a way, or says that there is none. */
const REFUSALS_AT_MOST = 5;

/** Lists on until enough uploads are found, and answers only the place where that is. S3: ListMultipartUploads. */
export function createSurveyUploads(dependencies: Dependencies) {
  return (input: SurveyUploadsInput): Promise<Survey> => {
    const details = ({ list = 0 }) => ({ listRequests: list });
    return withS3(dependencies, { target: input.target, limits: input.limits ?? {}, details }, (s3) =>
      findEnd(input, s3),
    );
  };
}

/**
 * The last key of the range, and how many selected uploads are in it. There is no last key where the listing ends in the range
 * or cannot be cut.
 */
async function findEnd({ uploads, ...input }: SurveyUploadsInput, s3: S3Access): Promise<Omit<Survey, 'requests'>> {
  let marker = input.marker;
  let found = 0;
  let through: string | undefined;
  let refusals = 0;
  for (let pages = 1; ; pages += 1) {
    const page = await unlessMarkerRefused(listSelected({ ...input, ...(marker && { marker }) }, s3));
    found += page?.uploads.length ?? 0;
    if (page && !page.next) return { uploads: found };
    if (!page) refusals += 1;
    if (through === undefined && refusals > REFUSALS_AT_MOST) return { uploads: found };
    if (page?.next && page.next.uploadId === undefined) through = page.next.key;
    // To the nearest page.
    const isEnough = found + found / pages / 2 >= uploads || pages >= PAGES_AT_MOST || !page;
    if (through !== undefined && isEnough) return { through, uploads: found };
    // S3 cannot refuse the place where the survey began.
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

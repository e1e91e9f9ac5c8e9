import type { Dependencies } from './connections.ts';
import type { Survey, SurveyUploadsInput } from './contract.ts';
import { createListUploads } from './list-uploads.ts';
import { Refusal } from './s3/failures.ts';

/** Enough for ranges in a bucket where most uploads are kept: 100 pages take about 10 s. */
const PAGES_AT_MOST = 100;

/** Lists on until enough uploads are found, and answers only where that is. S3: ListMultipartUploads. */
export function createSurveyUploads(dependencies: Dependencies) {
  const listUploads = createListUploads(dependencies);

  return async ({ uploads, ...input }: SurveyUploadsInput): Promise<Survey> => {
    const requests = { list: 0 };
    let marker = input.marker;
    let found = 0;
    let through: string | undefined;
    for (let pages = 1; ; pages += 1) {
      requests.list += 1;
      const page = await unlessMarkerRefused(listUploads({ ...input, marker }));
      if (page && !page.next) return { requests };
      found += page?.uploads.length ?? 0;
      through = page?.boundary?.afterKey ?? through;
      const isEnough = found >= uploads || pages >= PAGES_AT_MOST || !page;
      if (through !== undefined && isEnough) return { through, requests };
      // The key we began at is a marker that S3 cannot refuse.
      marker = page?.next ?? input.marker;
    }
  };
}

async function unlessMarkerRefused<Page>(listing: Promise<Page>): Promise<Page | undefined> {
  try {
    return await listing;
  } catch (error) {
    if (error instanceof Refusal && error.type === 'InvalidMarker') return undefined;
    throw error;
  }
}

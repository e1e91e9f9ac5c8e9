import * as pages from '../../domain/pages.ts';
import * as policies from '../../workflows/durable/policies.ts';
import type { Bounds } from './scenario.ts';

/** The compiler writes each use of an exported constant as a look at the exports: what is set here is in force everywhere. */
export function setBounds({ pageOfUploads, pagesBeforeDraining, uploadsInARange, remainingByName }: Bounds): void {
  set(pages, { PAGE_SIZE: pageOfUploads });
  set(policies, {
    PAGES_BEFORE_DRAINING: pagesBeforeDraining,
    UPLOADS_IN_A_RANGE: uploadsInARange,
    REMAINING_AT_MOST: { uploads: remainingByName, bytes: policies.REMAINING_AT_MOST.bytes },
  });
}

/** Fails where a constant has another name by now. */
function set(module: object, values: Record<string, unknown>): void {
  for (const name of Object.keys(values)) if (!(name in module)) throw new Error(`there is no ${name} any more`);
  Object.assign(module, values);
}

import { bytesOf } from './payload-size.ts';
import type { UploadRef } from './upload.ts';
import { count } from './wording.ts';

/** Uploads of one activity: as many as S3 lists in a page. */
export const PAGE_SIZE = 1_000;

/** Kept uploads that a report names: 20 keys of 1,024 bytes add little to what a job carries from run to run. */
export const KEPT_NAMED_AT_MOST = 20;

/** A listing that loses its place this often, with nothing done in between, cannot be continued. */
export const LOST_PLACES_AT_MOST = 5;

/** A page is the input of an activity: well under the 512 KiB at which Temporal warns. */
const PAGE_BYTES = 300_000;

/** Cuts uploads into pages of at most 1,000, fewer where their keys are long. */
export function inPages<Item extends UploadRef>(uploads: Item[]): Item[][] {
  const pages: Item[][] = [];
  let room = 0;
  for (const upload of uploads) {
    const page = pages.at(-1);
    room -= bytesOf(upload);
    if (page && room >= 0 && page.length < PAGE_SIZE) {
      page.push(upload);
      continue;
    }
    pages.push([upload]);
    room = PAGE_BYTES - bytesOf(upload);
  }
  return pages;
}

/** What a page is about, in a line: `1000 uploads, logs/a … logs/b`. */
export function describePage(page: UploadRef[]): string {
  const [first, last] = [page[0], page.at(-1)];
  if (!first || !last) return 'no uploads';
  if (first === last) return `1 upload, ${shorten(first.key)}`;
  return `${count(page.length)} uploads, ${shorten(first.key)} … ${shorten(last.key)}`;
}

/** Summaries hold 200 bytes. */
function shorten(key: string): string {
  const characters = [...key];
  return characters.length <= 30 ? key : `${characters.slice(0, 14).join('')}…${characters.slice(-14).join('')}`;
}

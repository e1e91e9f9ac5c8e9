import type { UploadRef } from '../activities/contract.ts';
import { PAGE_SIZE } from './policies.ts';

/** Pages of at most 1,000. */
export function chunk<Item>(items: Item[]): Item[][] {
  const pages: Item[][] = [];
  for (let at = 0; at < items.length; at += PAGE_SIZE) pages.push(items.slice(at, at + PAGE_SIZE));
  return pages;
}

/** What a page is about, in a line: `1000 uploads, logs/a … logs/b`. */
export function spanOf(page: UploadRef[]): string {
  const [first, last] = [page[0], page.at(-1)];
  if (!first || !last) return 'no uploads';
  if (first === last) return `1 upload, ${shorten(first.key)}`;
  return `${page.length} uploads, ${shorten(first.key)} … ${shorten(last.key)}`;
}

/** Summaries hold 200 bytes. */
function shorten(key: string): string {
  const characters = [...key];
  return characters.length <= 30 ? key : `${characters.slice(0, 14).join('')}…${characters.slice(-14).join('')}`;
}

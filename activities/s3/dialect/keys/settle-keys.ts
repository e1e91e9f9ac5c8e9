import type { UploadRef } from '../../../contract.ts';
import { S3Failure } from '../../failures.ts';
import type { DoubtfulKey, ListedPage, ListedParts } from '../../gateway.ts';

/** Uploads may vanish between the listing and the question: then the next one is asked. */
const ASKED_AT_MOST = 5;

/**
 * The page with the keys that its uploads really have. Where a key may be read in several ways, ListParts tells: S3 knows an upload by
 * its key and its ID together. One answer is enough for the connection. docs/compatibility.md, Others: "spells keys in another way than
 * it says".
 */
export async function settleKeys(listed: ListedPage, listParts: ListParts): Promise<ListedPage> {
  let page = listed;
  let vanished = 0;
  for (let asked = 0; page.doubts && asked < ASKED_AT_MOST; asked += 1) {
    const doubt = page.doubts.keys[vanished];
    if (!doubt) break;
    const answer = await keyOf(doubt, listParts);
    if (answer === 'refused') break;
    if (answer === 'vanished') vanished += 1;
    else page = page.doubts.settle(doubt, answer.key);
  }
  return page;
}

type ListParts = (upload: UploadRef) => Promise<ListedParts>;

/** An upload with parts is there. One without is where no other reading finds it: s3proxy knows every upload, and none of its parts. */
async function keyOf(
  { uploadId, keys }: DoubtfulKey,
  list: ListParts,
): Promise<{ key: string } | 'vanished' | 'refused'> {
  const empty: string[] = [];
  for (const key of keys) {
    const parts = await partsOf({ key, uploadId }, list);
    if (parts === 'refused') return 'refused';
    // s3proxy, of a key with a control character. What the store says of the other readings decides nothing then.
    if (parts === 'unreadable') return 'vanished';
    if (parts === 'gone') continue;
    if (parts > 0) return { key };
    empty.push(key);
  }
  return empty[0] !== undefined && empty.length === 1 ? { key: empty[0] } : 'vanished';
}

async function partsOf(upload: UploadRef, list: ListParts): Promise<number | 'gone' | 'refused' | 'unreadable'> {
  try {
    return (await list(upload)).parts.length;
  } catch (error) {
    if (error instanceof S3Failure && error.code === 'InvalidResponse') return 'unreadable';
    if (!(error instanceof S3Failure) || error.isRetryable || error.kind === 'fatal') throw error;
    return error.kind === 'denied' ? 'refused' : 'gone';
  }
}

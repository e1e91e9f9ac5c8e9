import type { Differences } from '../specify.ts';

/** SeaweedFS of 2026-11-09 over a folder of files. */
export const SEAWEEDFS: Differences = {
  'lists uploads with and without parts, by key, upload ID, initiator and owner': {
    keys: ['empty', 'one'],
    idsMatch: true,
    namesInitiators: false,
    namesOwners: false,
  },
  'says of a full page that it is the last when it is, and fills in the next markers': {
    keys: ['a', 'b'],
    isTruncated: false,
    nextKey: undefined,
  },
  'refuses an upload-id-marker of another key than the key-marker': '200',
  'lists, verifies and aborts an upload whose key has empty and dotted names in its path': '400 InvalidRequest',
  'pages through parts in the order of their numbers': [
    { parts: [1, 2], isTruncated: true, next: '2' },
    { parts: [3, 4], isTruncated: true, next: '4' },
    { parts: [5], isTruncated: false, next: undefined },
  ],
  'refuses to delete a version under legal hold among others, in an answer of 200': [
    { Key: 'held', Code: 'AccessDenied', speaksOfALock: false },
  ],
  'denies requests that expect another owner of the bucket': { list: '200', parts: '200', abort: '204', left: [] },
  'refuses a request to another region, and says where the bucket is': 'serves it',
};

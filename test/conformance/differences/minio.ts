import type { Differences } from '../specify.ts';

/** MinIO of 2026-02-12, its last, over a folder of files. */
export const MINIO: Differences = {
  'lists uploads with and without parts, by key, upload ID, initiator and owner': {
    keys: ['empty', 'one'],
    idsMatch: true,
    namesInitiators: false,
    namesOwners: false,
  },
  'lists keys in the order of their UTF-8 bytes': ['😀', '～', 'é', 'c', 'b', 'a/b', 'a', 'B'],
  'lists only keys with the prefix, which may end within a name': [['log'], [], ['logs/1'], []],
  'ends a page at max-uploads and says where to go on': {
    keys: ['a', 'b', 'c'],
    isTruncated: false,
    nextKey: '',
    nextIdMatches: false,
  },
  'says of a full page that it is the last when it is, and fills in the next markers': {
    keys: ['a', 'b'],
    isTruncated: false,
    nextKey: '',
  },
  'pages within a prefix': {
    found: 0,
    distinct: 0,
  },
  'goes on strictly after a key marker alone, which need not be a key': [
    ['a', 'b', 'b', 'd'],
    ['a', 'b', 'b', 'd'],
    ['a', 'b', 'b', 'd'],
    ['a', 'b', 'b', 'd'],
  ],
  'refuses an upload-id-marker of another key than the key-marker': '200',
  'shows an upload that was initiated behind the marker meanwhile': ['a', 'b', 'c', 'd'],
  'lists, verifies and aborts an upload whose key has empty and dotted names in its path':
    '400 XMinioInvalidResourceName',
  'encodes the marker of the next page under encoding-type=url, too': 'absent',
  'answers NoSuchUpload to an abort and a ListParts of an upload ID it never gave': ['204', '404 NoSuchUpload'],
  'answers NoSuchUpload to an abort by the upload ID of another key, and aborts nothing': {
    aborted: '204',
    listed: ['a'],
  },
  'pages through parts in the order of their numbers': [
    {
      parts: [1, 2],
      isTruncated: true,
      next: '2',
    },
    {
      parts: [3, 4],
      isTruncated: true,
      next: '4',
    },
    {
      parts: [5],
      isTruncated: false,
      next: '0',
    },
  ],
  'refuses to delete a version under legal hold among others, in an answer of 200': [
    {
      Key: 'held',
      Code: 'InvalidRequest',
      speaksOfALock: true,
    },
  ],
  'denies requests that expect another owner of the bucket': {
    list: '200',
    parts: '200',
    abort: '204',
    left: [],
  },
  'refuses a request to another region, and says where the bucket is': 'serves it',
};

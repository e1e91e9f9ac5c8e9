import type { Differences } from '../specify.ts';

/** Garage 2.5.0 over a folder of files. */
export const GARAGE: Differences = {
  'lists keys in the order of their UTF-8 bytes': { inNoOrder: ['B', 'a', 'a/b', 'b', 'c', 'é', '😀', '～'] },
  'lists the uploads of one key in the order of their initiation': { all: true, inOrder: false },
  'ends a page at max-uploads and says where to go on': {
    keys: ['a', 'b'],
    isTruncated: true,
    nextKey: 'b',
    nextIdMatches: false,
  },
  'says of a full page that it is the last when it is, and fills in the next markers': {
    keys: ['a', 'b'],
    isTruncated: false,
    nextKey: undefined,
  },
  'refuses an upload-id-marker of another key than the key-marker': '200',
  'refuses a key of more than 1,024 bytes': 'takes it',
  'pages through parts in the order of their numbers': [
    { parts: [1, 2], isTruncated: true, next: '2' },
    { parts: [3, 4], isTruncated: true, next: '4' },
    { parts: [5], isTruncated: false, next: undefined },
  ],
  'refuses to delete a bucket with nothing but a delete marker in it': { enabled: '501 NotImplemented' },
  'tells whether versioning was ever enabled, is, or is suspended': [
    'never',
    '501 NotImplemented',
    'never',
    '501 NotImplemented',
    'never',
  ],
  'keeps a bucket policy until it is deleted, and answers NoSuchBucketPolicy without one': [
    '501 NotImplemented',
    '501 NotImplemented',
    '501 NotImplemented',
    '501 NotImplemented',
    '501 NotImplemented',
  ],
  'lists the versions of a key from the latest to the first, and its delete markers': 'keeps no versions',
  'pages through versions by key and version marker, although those listed were deleted meanwhile': 'keeps no versions',
  'refuses to delete a version under legal hold among others, in an answer of 200': { throws: '501 NotImplemented' },
  'denies requests that expect another owner of the bucket': { list: '200', parts: '200', abort: '204', left: [] },
  'denies an access key it does not know': '403 AccessDenied',
  'denies a signature by a wrong secret': '403 AccessDenied',
};

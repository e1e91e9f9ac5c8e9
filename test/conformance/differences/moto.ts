import type { Differences } from '../specify.ts';

/** moto 5.2.5. */
export const MOTO: Differences = {
  'lists keys in the order of their UTF-8 bytes': ['😀', '～', 'é', 'c', 'b', 'a/b', 'a', 'B'],
  'tells when an upload was initiated, the same whenever it is asked': {
    isTrue: false,
    changesBetweenListings: false,
    changesWithAPart: false,
  },
  'ends a page at max-uploads and says where to go on': {
    keys: ['a', 'b', 'c'],
    isTruncated: false,
    nextIdMatches: false,
  },
  'says of a full page that it is the last when it is, and fills in the next markers': {
    keys: ['a', 'b'],
    isTruncated: false,
  },
  'goes on strictly after a key marker alone, which need not be a key': [
    ['a', 'b', 'b', 'd'],
    ['a', 'b', 'b', 'd'],
    ['a', 'b', 'b', 'd'],
    ['a', 'b', 'b', 'd'],
  ],
  'refuses an upload-id-marker of another key than the key-marker': '200',
  'shows an upload that was initiated behind the marker meanwhile': ['a', 'b', 'c', 'd'],
  'lists, verifies and aborts an upload whose key has spaces': {
    listed: 'as it is',
    parts: '200',
    abort: '204',
    left: 0,
  },
  'lists, verifies and aborts an upload whose key has a plus sign': {
    listed: 'as it is',
    parts: '200',
    abort: '204',
    left: 0,
  },
  'lists, verifies and aborts an upload whose key has a percent sign': {
    listed: 'as it is',
    parts: '200',
    abort: '204',
    left: 0,
  },
  'lists, verifies and aborts an upload whose key has letters beyond ASCII': {
    listed: 'as it is',
    parts: '200',
    abort: '204',
    left: 0,
  },
  'lists, verifies and aborts an upload whose key has 1,024 bytes of wide Unicode': {
    listed: 'as it is',
    parts: '200',
    abort: '204',
    left: 0,
  },
  'lists, verifies and aborts an upload whose key has a newline': '404 Error',
  'lists, verifies and aborts an upload whose key has a control character': {
    listed: 'as it is',
    parts: '200',
    abort: '204',
    left: 0,
  },
  'says of a listing under encoding-type=url that its keys are encoded': 'does not say so',
  'encodes the marker of the next page under encoding-type=url, too': 'absent',
  'refuses a key of more than 1,024 bytes': 'takes it',
  'answers NoSuchUpload to an abort by the upload ID of another key, and aborts nothing': {
    aborted: '204',
    listed: [],
  },
  'takes no part of an upload that was aborted': {
    part: '500 Error',
    partsLeft: '404 NoSuchUpload',
    listed: [],
  },
  'says nothing of what it deleted when asked to be quiet': {
    deleted: 1,
    left: [],
  },
  'pages through versions by key and version marker, although those listed were deleted meanwhile': {
    pages: 2,
    deleted: 2,
    left: 4,
  },
  'denies requests that expect another owner of the bucket': {
    list: '200',
    parts: '200',
    abort: '204',
    left: [],
  },
  'denies an access key it does not know': '200',
  'denies a signature by a wrong secret': '200',
  'denies a HEAD by a wrong secret without a body to say why': '200',
  'refuses a request to another region, and says where the bucket is': 'serves it',
};

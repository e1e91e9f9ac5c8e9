import type { Differences } from '../specify.ts';

/** Ceph RGW 16.2.15 of Debian 12, over an OSD in memory. */
export const CEPH: Differences = {
  'lists the uploads of one key in the order of their initiation': { all: true, inOrder: false },
  'goes on strictly after a key marker alone, which need not be a key': [
    ['a', 'b', 'b', 'd'],
    ['b', 'b', 'd'],
    ['d'],
    ['d'],
  ],
  'refuses an upload-id-marker of another key than the key-marker': '200',
  'says of a listing under encoding-type=url that its keys are encoded': 'does not say so',
  'encodes the marker of the next page under encoding-type=url, too': 'as it is',
  'refuses a key of more than 1,024 bytes': '400 InvalidObjectName',
  'frees an upload at its abort: it is listed no more, and ListParts answers NoSuchUpload': {
    aborted: '204',
    listed: [],
    parts: '404 NoSuchKey',
  },
  'answers NoSuchUpload to an abort and a ListParts of an upload ID it never gave': [
    '404 NoSuchUpload',
    '404 NoSuchKey',
  ],
  'takes no part of an upload that was aborted': { part: '404 NoSuchUpload', partsLeft: '404 NoSuchKey', listed: [] },
  'keeps the object of an upload that was completed between listing and abort': {
    saysGone: true,
    parts: '404 NoSuchKey',
    listed: [],
    object: '200',
  },
  'pages through versions by key and version marker, although those listed were deleted meanwhile': {
    pages: 3,
    deleted: 5,
    left: 1,
  },
  'refuses to delete a version under legal hold among others, in an answer of 200': [
    { Key: 'held', Code: 'AccessDenied', speaksOfALock: false },
  ],
  'denies requests that expect another owner of the bucket': { list: '200', parts: '200', abort: '204', left: [] },
  'refuses a request to another region, and says where the bucket is': 'serves it',
};

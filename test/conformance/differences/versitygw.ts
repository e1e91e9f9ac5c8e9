import type { Differences } from '../specify.ts';

/** versitygw 1.8.0 over a folder of files. */
export const VERSITYGW: Differences = {
  'lists uploads with and without parts, by key, upload ID, initiator and owner': {
    keys: ['empty', 'one'],
    idsMatch: true,
    namesInitiators: false,
    namesOwners: false,
  },
  'tells when an upload was initiated, the same whenever it is asked': {
    isTrue: true,
    changesBetweenListings: false,
    changesWithAPart: true,
  },
  'says of a full page that it is the last when it is, and fills in the next markers': {
    keys: ['a', 'b'],
    isTruncated: false,
    nextKey: '',
  },
  'lists every upload once to who goes on from both markers': {
    found: 2,
    ends: '400 InvalidArgument',
  },
  'lists every upload of one key once to who goes on from both markers': {
    found: 2,
    ends: '400 InvalidArgument',
  },
  'pages within a prefix': {
    found: 2,
    ends: '400 InvalidArgument',
  },
  'refuses an upload-id-marker of another key than the key-marker': '200',
  'shows an upload that was initiated behind the marker meanwhile': '400 InvalidArgument',
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
  'lists, verifies and aborts an upload whose key has a newline': {
    listed: 'as it is',
    parts: '200',
    abort: '204',
    left: 0,
  },
  'lists, verifies and aborts an upload whose key has a control character': {
    listed: 'other',
    parts: '404 NoSuchUpload',
    abort: '404 NoSuchUpload',
    left: 1,
  },
  'says of a listing under encoding-type=url that its keys are encoded': 'does not say so',
  'encodes the marker of the next page under encoding-type=url, too': 'as it is',
  'refuses a key of more than 1,024 bytes': 'takes it',
  'says nothing of what it deleted when asked to be quiet': {
    deleted: 1,
    left: [],
  },
  'pages through versions by key and version marker, although those listed were deleted meanwhile': {
    pages: 2,
    deleted: 2,
    left: 4,
  },
  'denies an access key it does not know': '404 XAdminUserNotFound',
};

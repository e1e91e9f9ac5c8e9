import type { Differences } from '../specify.ts';

/** s3proxy 4.1.0 over a folder of files. */
export const S3PROXY: Differences = {
  'lists keys in the order of their UTF-8 bytes': ['B', 'a', 'a/b', 'b', 'c', 'é', '😀', '～'],
  'lists the uploads of one key in the order of their initiation': {
    all: true,
    inOrder: false,
  },
  'says of a full page that it is the last when it is, and fills in the next markers': {
    keys: ['a', 'b'],
    isTruncated: false,
    nextKey: '',
  },
  'refuses an upload-id-marker of another key than the key-marker': '200',
  'lists, verifies and aborts an upload whose key has 1,024 bytes of wide Unicode': '500 InternalError',
  'lists, verifies and aborts an upload whose key has a control character': '200 Error',
  'lists, verifies and aborts an upload whose key has empty and dotted names in its path': {
    listed: 'other',
    parts: '200',
    abort: '204',
    left: 0,
  },
  'refuses a key of more than 1,024 bytes': '500 InternalError',
  'frees an upload at its abort: it is listed no more, and ListParts answers NoSuchUpload': {
    aborted: '204',
    listed: [],
    parts: '200',
  },
  'answers NoSuchUpload to an abort and a ListParts of an upload ID it never gave': ['404 NoSuchUpload', '200'],
  'answers NoSuchUpload to an abort by the upload ID of another key, and aborts nothing': {
    aborted: '204',
    listed: ['a'],
  },
  'takes no part of an upload that was aborted': {
    part: '200',
    partsLeft: '200',
    listed: [],
  },
  'keeps the object of an upload that was completed between listing and abort': {
    saysGone: true,
    parts: '200',
    listed: [],
    object: '200',
  },
  'pages through parts in the order of their numbers': [
    {
      parts: [1, 2, 3, 4, 5],
      isTruncated: false,
      next: '0',
    },
    '501 NotImplemented',
    '501 NotImplemented',
  ],
  'deletes a bucket although uploads are in progress': ['409 BucketNotEmpty', '200'],
  'refuses to delete a bucket with nothing but a delete marker in it': {
    enabled: '501 NotImplemented',
  },
  'tells whether versioning was ever enabled, is, or is suspended': [
    'never',
    '501 NotImplemented',
    'never',
    '501 NotImplemented',
    'never',
  ],
  'keeps a bucket policy until it is deleted, and answers NoSuchBucketPolicy without one': [
    '404 NoSuchPolicy',
    '501 NotImplemented',
    '404 NoSuchPolicy',
    '501 NotImplemented',
    '404 NoSuchPolicy',
  ],
  'lists the versions of a key from the latest to the first, and its delete markers': 'keeps no versions',
  'pages through versions by key and version marker, although those listed were deleted meanwhile': 'keeps no versions',
  'refuses to delete a version under legal hold among others, in an answer of 200': '501 NotImplemented',
  'denies requests that expect another owner of the bucket': {
    list: '501 NotImplemented',
    parts: '501 NotImplemented',
    abort: '501 NotImplemented',
    left: ['a'],
  },
  'refuses a request to another region, and says where the bucket is': 'serves it',
};

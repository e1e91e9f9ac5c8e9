import { asSeen, type Known } from './known.ts';

const GONE = /^404 |^200$/;

export const ABORTING_DIFFERENCES: Record<string, Known> = {
  'frees an upload at its abort: it is listed no more, and ListParts answers NoSuchUpload': {
    differences: [
      { seen: { aborted: '204', listed: [], parts: '200' }, here: 'ListParts: no parts', so: 'gone either way' },
      {
        seen: { aborted: '204', listed: [], parts: /^404 NoSuchKey/ },
        here: 'ListParts: `NoSuchKey`',
        dialect: 'gone-is-no-such-key',
        so: 'gone in other words',
      },
      {
        seen: { aborted: '204', listed: [], parts: /^404 / },
        here: 'ListParts: 404',
        dialect: 'gone-is-not-found',
        so: 'gone in other words',
      },
    ],
    otherwise: 'not freed',
  },
  'aborts an upload without parts': { differences: [], otherwise: 'not freed' },
  'aborts one upload of a key and leaves the others': { differences: [], otherwise: 'others aborted' },
  'answers NoSuchUpload to an abort and a ListParts of an upload ID it never gave': {
    differences: [
      { seen: ['404 NoSuchUpload', '200'], here: 'ListParts: no parts', so: 'gone either way' },
      {
        seen: ['404 NoSuchUpload', /^404 NoSuchKey/],
        here: 'ListParts: `NoSuchKey`',
        dialect: 'gone-is-no-such-key',
        so: 'gone in other words',
      },
      { seen: ['204', '404 NoSuchUpload'], here: 'abort: 204', so: 'gone either way' },
      { seen: ['204', '200'], here: 'abort: 204, ListParts: no parts', so: 'gone either way' },
      { seen: [/^(404 |204$)/, GONE], here: 'in other words', so: 'gone in other words' },
      { seen: [/^400 /, /^400 /], here: 'refuses such an ID', so: 'exact name' },
    ],
    otherwise: 'not freed',
  },
  'answers NoSuchUpload to an abort by the upload ID of another key, and aborts nothing': {
    differences: [
      { seen: { aborted: '204', listed: ['a'] }, here: '204, aborts nothing', so: 'exact name' },
      { seen: { aborted: '204', listed: [] }, here: '204, and aborts it', so: 'exact name' },
    ],
    otherwise: 'exact name',
  },
  'leaves an object readable when the upload that it was made of is aborted afterwards': {
    differences: [],
    otherwise: 'remnant kept',
  },
  'answers a second abort as if the upload were gone: 204 or NoSuchUpload': {
    differences: [],
    otherwise: 'abort again refused',
  },
  'takes no part of an upload that was aborted': {
    differences: [
      { seen: { part: '200', partsLeft: '200' }, here: 'takes it, keeps it', so: 'late part stays' },
      { seen: { part: '200', partsLeft: /^404 /, listed: [] }, here: 'takes it, drops it', so: 'late part refused' },
      {
        seen: { part: '404 NoSuchUpload', partsLeft: /^404 NoSuchKey/, listed: [] },
        here: 'ListParts: `NoSuchKey`',
        dialect: 'gone-is-no-such-key',
        so: 'gone in other words',
      },
      {
        seen: { part: /^[45]\d\d /, partsLeft: GONE, listed: [] },
        here: (seen) => asSeen((seen as { part: string }).part),
        so: 'late part refused',
      },
    ],
    otherwise: 'late part stays',
  },
  'keeps the object of an upload that was completed between listing and abort': {
    differences: [
      {
        seen: { saysGone: true, parts: '200', listed: [], object: '200' },
        here: 'ListParts: no parts',
        so: 'gone either way',
      },
      {
        seen: { parts: GONE, listed: [], object: '200' },
        here: (seen) => `ListParts: ${asSeen((seen as { parts: string }).parts)}`,
        so: 'gone in other words',
      },
      { seen: { object: '200' }, here: 'lists it on', so: 'completed listed' },
    ],
    otherwise: 'object lost',
  },
  'answers NoSuchBucket to an abort and a ListParts in a bucket that does not exist': {
    differences: [
      { seen: ['404 NoSuchUpload', '404 NoSuchUpload'], here: '`NoSuchUpload`', so: 'missing bucket by its listing' },
      { seen: [/^40[04] /, /^40[04] /], here: 'in other words', so: 'missing bucket by its listing' },
    ],
    otherwise: 'missing bucket unnamed',
  },
};

export const PARTS_DIFFERENCES: Record<string, Known> = {
  'lists no parts of an upload that has none': { differences: [], otherwise: 'no sizes' },
  'tells the size of a part and when it came': {
    differences: [{ seen: { size: 6, isFresh: false }, here: 'another time', so: 'wrong part times' }],
    otherwise: 'no part times',
  },
  'pages through parts in the order of their numbers': {
    differences: [
      { seen: [{ parts: [1, 2, 3, 4, 5], isTruncated: false }, /./, /./], here: 'all at once', so: 'parts at once' },
      { seen: [{ parts: [1, 2, 3, 4, 5], isTruncated: false }, {}, {}], here: 'all at once', so: 'parts at once' },
      {
        seen: [
          { parts: [1, 2], isTruncated: true },
          { parts: [3, 4], isTruncated: true },
          { parts: [5], isTruncated: false },
        ],
        here: 'no marker at the end',
        so: 'parts at once',
      },
    ],
    otherwise: 'no sizes',
  },
};

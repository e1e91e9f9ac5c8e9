import { asSeen, type Difference, type Known } from './known.ts';
import { atLeast } from './pattern.ts';

const NO_VERSIONS = { here: 'no versions', dialect: 'no-versions', so: 'no versions' } as const;

/** Of what needs DeleteObjects. */
const REFUSED_DELETIONS: Difference[] = [
  {
    seen: { throws: /^400 / },
    here: (seen) => `DeleteObjects: ${asSeen((seen as { throws: string }).throws)}`,
    dialect: 'delete-objects-by-md5',
    so: 'deleted in another way',
  },
  {
    seen: { throws: /^(405|501) / },
    here: (seen) => `DeleteObjects: ${asSeen((seen as { throws: string }).throws)}`,
    dialect: 'no-delete-objects',
    so: 'deleted in another way',
  },
];

export const BUCKET_DIFFERENCES: Record<string, Known> = {
  'deletes an empty bucket, and does not know it any more': { differences: [], otherwise: 'not deleted' },
  'deletes a bucket although uploads are in progress': {
    differences: [{ seen: ['409 BucketNotEmpty', '200'], here: '409 `BucketNotEmpty`', so: 'deleted when clean' }],
    otherwise: 'deleted when clean',
  },
  'refuses to delete a bucket with an object in it': {
    differences: [
      { seen: ['204', '404 NotFound'], here: 'deletes it', dialect: 'deleted-whole', so: 'deletes what is not empty' },
    ],
    otherwise: 'deletes what is not empty',
  },
  'refuses to delete a bucket with nothing but a delete marker in it': {
    differences: [
      { seen: { enabled: /^[45]/ }, ...NO_VERSIONS },
      { seen: ['204', '404 NotFound'], here: '204', so: 'deleted when clean' },
    ],
    otherwise: 'deletes what is not empty',
  },
  'tells whether versioning was ever enabled, is, or is suspended': {
    differences: [
      { seen: [/./, /^[45]/, /./, /^[45]/, /./], ...NO_VERSIONS },
      { seen: ['never', '200', 'Enabled', /^[45]/, 'Enabled'], here: 'cannot be suspended', so: 'in rounds' },
    ],
    otherwise: 'not emptied',
  },
  'keeps a bucket policy until it is deleted, and answers NoSuchBucketPolicy without one': {
    differences: [
      { seen: [/./, /^501/, /./, /./, /./], here: 'no policies', so: 'no policies' },
      { seen: [/^[45]/, /^[45]/, /./, /./, /./], here: 'no policies', so: 'no policies' },
    ],
    otherwise: 'no policies',
  },
};

export const OBJECT_DIFFERENCES: Record<string, Known> = {
  'deletes many objects with one request, and takes those that are not there for deleted': {
    differences: [
      { seen: { errors: 0, left: [] }, here: 'names others', so: 'only refusals count' },
      ...REFUSED_DELETIONS,
    ],
    otherwise: 'not emptied',
  },
  'says nothing of what it deleted when asked to be quiet': {
    differences: [
      { seen: { deleted: 1, left: [] }, here: 'names it', so: 'only refusals count' },
      ...REFUSED_DELETIONS,
    ],
    otherwise: 'not emptied',
  },
  'lists on from a token whose objects were deleted meanwhile': {
    differences: REFUSED_DELETIONS,
    otherwise: 'in rounds',
  },
  'lists the versions of a key from the latest to the first, and its delete markers': {
    differences: [{ seen: 'keeps no versions', ...NO_VERSIONS }],
    otherwise: 'not emptied',
  },
  'pages through versions by key and version marker, although those listed were deleted meanwhile': {
    differences: [
      { seen: 'keeps no versions', ...NO_VERSIONS },
      { seen: { left: 0 }, here: 'in another number of pages', so: 'in rounds' },
      { seen: { pages: 2, deleted: 2, left: 4 }, here: 'ends early', so: 'in rounds' },
      { seen: { left: atLeast(1) }, here: 'leaves some out', so: 'in rounds' },
      { seen: { throws: /^404 NoSuch(Key|Version)/ }, here: 'refuses the marker', so: 'begun again' },
      ...REFUSED_DELETIONS,
    ],
    otherwise: 'in rounds',
  },
  'refuses to delete a version under legal hold among others, in an answer of 200': {
    differences: [
      { seen: /^[45]/, here: 'no Object Lock', so: 'no versions' },
      { seen: { throws: /^[45]/ }, here: 'no Object Lock', so: 'no versions' },
      {
        seen: [{ Key: 'held', Code: 'InvalidRequest', speaksOfALock: true }],
        here: '`InvalidRequest`, "WORM"',
        so: 'words of a lock',
      },
      { seen: [{ Key: 'held', speaksOfALock: true }], here: 'by another code', so: 'words of a lock' },
      { seen: [], here: 'deletes it all the same', so: 'holds not kept' },
      { seen: [{ Key: 'held', speaksOfALock: false }], here: 'does not speak of the lock', so: 'holds unseen' },
    ],
    otherwise: 'holds unseen',
  },
};

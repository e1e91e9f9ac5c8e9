import type { Known } from './known.ts';
import { inAnyOrder } from './pattern.ts';

export const LISTING_DIFFERENCES: Record<string, Known> = {
  'lists nothing of a bucket without uploads': {
    differences: [
      {
        seen: { throws: /^404 NoSuchUpload/ },
        here: '404 `NoSuchUpload`',
        dialect: 'no-uploads-is-an-error',
        so: 'no such listing',
      },
    ],
    otherwise: 'uploads unseen',
  },
  'lists uploads with and without parts, by key, upload ID, initiator and owner': {
    differences: [
      {
        seen: { keys: ['empty', 'one'], idsMatch: true, namesInitiators: false, namesOwners: false },
        here: 'no initiator, no owner',
        dialect: 'initiator-unsaid',
        so: 'no initiators',
      },
      {
        seen: { keys: ['empty', 'one'], idsMatch: true, namesInitiators: false },
        here: 'no initiator',
        dialect: 'initiator-unsaid',
        so: 'no initiators',
      },
      { seen: { keys: ['empty', 'one'], idsMatch: true, namesOwners: false }, here: 'no owner', so: 'no owners' },
      { seen: { keys: ['one'] }, here: 'only those with parts', so: 'uploads unseen' },
    ],
    otherwise: 'uploads unseen',
  },
  'lists keys in the order of their UTF-8 bytes': {
    differences: [
      { seen: { throws: /^400 / }, here: 'takes no such keys', so: 'no such key' },
      {
        seen: ['😀', '～', 'é', 'c', 'b', 'a/b', 'a', 'B'],
        here: 'in order of initiation',
        dialect: 'listed-in-no-key-order',
        so: 'ranges need an order',
      },
      {
        seen: ['B', 'a', 'a/b', 'b', 'c', 'é', '😀', '～'],
        here: 'in that of UTF-16',
        dialect: 'listed-in-no-key-order',
        so: 'ranges need an order',
      },
      {
        seen: { inNoOrder: inAnyOrder(['B', 'a', 'a/b', 'b', 'c', 'é', '～', '😀']) },
        here: 'in another order',
        dialect: 'listed-in-no-key-order',
        so: 'pages in key order',
      },
    ],
    otherwise: 'uploads unseen',
  },
  'lists the uploads of one key in the order of their initiation': {
    differences: [{ seen: { all: true, inOrder: false }, here: 'in another order', so: 'order within a key' }],
    otherwise: 'uploads unseen',
  },
  'tells when an upload was initiated, the same whenever it is asked': {
    differences: [
      {
        seen: { isTrue: true, changesWithAPart: true },
        here: 'the time of the last part',
        so: 'last part tells the age',
      },
      { seen: { isTrue: 'not told' }, here: 'not told', dialect: 'initiated-unsaid', so: 'no ages' },
      { seen: { isTrue: false }, here: 'another time', so: 'wrong ages' },
    ],
    otherwise: 'wrong ages',
  },
  'lists only keys with the prefix, which may end within a name': {
    differences: [
      {
        seen: [['log'], [], ['logs/1'], []],
        here: 'only the object of exactly that name',
        dialect: 'prefix-is-a-name',
        so: 'looks behind the prefix',
      },
      {
        seen: Array(4).fill(inAnyOrder(['log', 'logs/1', 'logs/2', 'lo', 'videos/1'])),
        here: 'all keys',
        so: 'prefix looked at again',
      },
    ],
    otherwise: 'uploads unseen',
  },
  'answers NoSuchBucket to requests to a bucket that does not exist': {
    differences: [],
    otherwise: 'missing bucket unnamed',
  },
};

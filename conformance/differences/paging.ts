import { asSeen, type Known } from './known.ts';
import { atLeast, type Pattern } from './pattern.ts';

const ALL = ['a', 'b', 'b', 'd'];

/** Of a store that does not list uploads at all, nothing is tried. */
export const REFUSES_PAGES = { here: 'refuses pages', so: 'asked whole' } as const;
const REFUSED = { seen: { throws: /^501 / }, ...REFUSES_PAGES };

export const PAGING_DIFFERENCES: Record<string, Known> = {
  'ends a page at max-uploads and says where to go on': {
    differences: [
      REFUSED,
      {
        seen: { keys: ['a', 'b', 'c'], isTruncated: false },
        here: 'lists everything at once',
        dialect: 'listed-at-once',
        so: 'own pages',
      },
      {
        seen: { keys: ['a', 'b'], isTruncated: true, nextKey: 'b' },
        here: 'says only at which key',
        dialect: 'marker-unsaid',
        so: 'own markers',
      },
      {
        seen: { keys: ['a', 'b'], isTruncated: true, nextKey: 'c' },
        here: 'names the upload behind',
        so: 'own markers',
      },
      {
        seen: { keys: ['a', 'b'], isTruncated: true },
        here: 'does not say where',
        dialect: 'marker-unsaid',
        so: 'own markers',
      },
      { seen: { keys: ['a', 'b'] }, here: 'says that it is the last', so: 'listing ends early' },
    ],
    otherwise: 'listing ends early',
  },
  'says of a full page that it is the last when it is, and fills in the next markers': {
    differences: [
      REFUSED,
      { seen: { keys: ['a', 'b'], isTruncated: false }, here: 'none at the end', so: 'truncated alone tells' },
      { seen: { keys: ['a', 'b'], isTruncated: true }, here: 'says that there is more', so: 'truncated alone tells' },
    ],
    otherwise: 'listing ends early',
  },
  'lists every upload once to who goes on from both markers': everyUpload(5, 'back to a whole key'),
  'lists every upload of one key once to who goes on from both markers': {
    differences: [
      { seen: { found: 3, distinct: 3 }, here: 'leaves out the rest of a key', so: 'one long key' },
      { seen: { found: 5, distinct: 4 }, here: 'leaves out the rest of a key', so: 'one long key' },
      ...everyUpload(6, 'one long key').differences,
    ],
    otherwise: 'listing ends early',
  },
  'pages within a prefix': {
    differences: [
      { seen: { found: 0, distinct: 0 }, here: 'lists none', so: 'looks behind the prefix' },
      { seen: { found: atLeast(4), distinct: atLeast(4) }, here: 'all keys', so: 'prefix looked at again' },
      ...everyUpload(3, 'back to a whole key').differences,
    ],
    otherwise: 'listing ends early',
  },
  'goes on strictly after a key marker alone, which need not be a key': {
    differences: [
      REFUSED,
      { seen: [ALL, ALL, ALL, ALL], here: 'ignores it', so: 'whole listing' },
      {
        seen: [ALL, ['b', 'b', 'd'], ['d'], ['d']],
        here: 'lists its key once more',
        dialect: 'key-marker-repeats',
        so: 'listed once',
      },
    ],
    otherwise: 'listing ends early',
  },
  'ignores an upload-id-marker without a key-marker': {
    differences: [REFUSED],
    otherwise: 'never asked',
  },
  'refuses an upload-id-marker of another key than the key-marker': {
    differences: [
      { seen: '200', here: 'takes it', so: 'never asked' },
      { seen: /^501 /, ...REFUSES_PAGES },
    ],
    otherwise: 'never asked',
  },
  'shows an upload that was initiated behind the marker meanwhile': {
    differences: [
      REFUSED,
      { seen: ['a', 'b', 'c', 'd'], here: 'with all others', so: 'fresh listing' },
      { seen: /^400 /, here: asSeen, so: 'back to a whole key' },
      { seen: ['d'], here: 'goes on behind it', so: 'fresh listing' },
    ],
    otherwise: 'fresh listing',
  },
};

/** What may become of so many uploads that are listed by the markers of page after page. */
function everyUpload(count: number, refused: Known['otherwise']): Known {
  const more: Pattern = atLeast(count);
  return {
    differences: [
      { seen: { ends: /^501 / }, ...REFUSES_PAGES },
      { seen: { ends: /^400 / }, here: '400 `InvalidArgument`', so: refused },
      { seen: { ends: 'never' }, here: 'lists the same page again', so: 'stands still' },
      { seen: { found: more, distinct: count }, here: 'lists some twice', so: 'listed once' },
    ],
    otherwise: 'listing ends early',
  };
}

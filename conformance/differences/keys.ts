import { asSeen, type Known } from './known.ts';
import { REFUSES_PAGES } from './paging.ts';

const AWKWARD = [
  'spaces',
  'a plus sign',
  'a percent sign',
  'what XML escapes',
  'letters beyond ASCII',
  '1,024 bytes of wide Unicode',
  'a newline',
  'a control character',
  'empty and dotted names in its path',
];

const CLEANED = { parts: '200', abort: '204', left: 0 };

const ONE_KEY: Known = {
  differences: [
    {
      seen: { listed: 'as it is', ...CLEANED },
      here: 'not encoded',
      dialect: 'keys-not-encoded',
      so: 'decoded where encoded',
    },
    { seen: { listed: 'other', ...CLEANED }, here: 'listed in another spelling', so: 'found by its ID' },
    { seen: { listed: 'other' }, here: 'listed in another spelling', so: 'key unread' },
    { seen: /^[45]\d\d /, here: 'takes no such key', so: 'no such key' },
    { seen: /^200 /, here: 'XML that nobody can read', so: 'key unread' },
    { seen: { throws: /^200 / }, here: 'XML that nobody can read', so: 'key unread' },
  ],
  otherwise: 'key unread',
};

export const KEY_DIFFERENCES: Record<string, Known> = {
  ...Object.fromEntries(AWKWARD.map((name) => [`lists, verifies and aborts an upload whose key has ${name}`, ONE_KEY])),
  'says of a listing under encoding-type=url that its keys are encoded': {
    differences: [{ seen: 'does not say so', here: 'does not say so', so: 'decoded where encoded' }],
    otherwise: 'decoded where encoded',
  },
  'encodes the marker of the next page under encoding-type=url, too': {
    differences: [
      { seen: { throws: /^501 / }, ...REFUSES_PAGES },
      { seen: 'absent', here: 'no marker', so: 'own markers' },
      { seen: 'other', here: 'names another key', so: 'own markers' },
      { seen: 'as it is', here: 'not encoded', dialect: 'marker-not-encoded', so: 'decoded where encoded' },
    ],
    otherwise: 'listing ends early',
  },
  'refuses a key of more than 1,024 bytes': {
    differences: [
      { seen: 'takes it', here: 'takes it', so: 'any length' },
      { seen: /^\d/, here: asSeen, so: 'any length' },
    ],
    otherwise: 'any length',
  },
};

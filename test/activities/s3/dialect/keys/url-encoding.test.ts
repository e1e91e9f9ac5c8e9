import { decodeKey } from '../../../../../activities/s3/dialect/keys/url-encoding.ts';

describe('an encoded key', () => {
  it.each([
    ['a+b', 'a b'],
    ['a%20b', 'a b'],
    ['a%2Bb', 'a+b'],
    ['a%2bb', 'a+b'],
    ['100%25', '100%'],
    ['%2520', '%20'],
    ['%00%0A', '\u0000\n'],
    ['%F0%9F%98%80/x', '\u{1f600}/x'],
  ])('%s means %j', (encoded, key) => {
    expect(decodeKey(encoded)).toBe(key);
  });

  it.each(['a b+c', '100%', '100%zz', 'gr\u00fc\u00dfe+', '%ff'])(
    '%j is left as it is: it cannot be encoded',
    (raw) => {
      expect(decodeKey(raw)).toBe(raw);
    },
  );
});

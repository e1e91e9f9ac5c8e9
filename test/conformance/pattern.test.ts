import { atLeast, fits, inAnyOrder, type Pattern } from '../../conformance/differences/pattern.ts';

describe('a pattern of what a store shows', () => {
  it.each<[Pattern, unknown]>([
    ['200', '200'],
    [/^404 /, '404 NoSuchKey'],
    [{ listed: [] }, { listed: [], aborted: '204' }],
    [{ nextKey: undefined }, { keys: ['a'] }],
    [
      [/^4/, { parts: [1] }],
      ['404 NoSuchUpload', { parts: [1], isTruncated: false }],
    ],
    [inAnyOrder(['a', 'b', 'b']), ['b', 'a', 'b']],
    [{ left: atLeast(1) }, { left: 4 }],
  ])('%j fits %j', (pattern, seen) => {
    expect(fits(pattern, seen)).toBe(true);
  });

  it.each<[Pattern, unknown]>([
    ['200', 200],
    [/^404 /, { throws: '404 NoSuchKey' }],
    [{ listed: [] }, { listed: ['a'] }],
    [{ listed: [] }, null],
    [{ listed: [] }, []],
    [[/^4/], ['404', '404']],
    [inAnyOrder(['a', 'b', 'b']), ['a', 'a', 'b']],
    [{ left: atLeast(1) }, { left: 0 }],
    [{ left: atLeast(1) }, {}],
  ])('%j does not fit %j', (pattern, seen) => {
    expect(fits(pattern, seen)).toBe(false);
  });
});

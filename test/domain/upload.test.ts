import { fingerprint, isInsideKey } from '../../domain/upload.ts';

describe('the fingerprint of an upload', () => {
  it('stays the same from one run of a job to the next, whichever worker goes on', () => {
    expect(fingerprint({ key: 'films/a.mp4', uploadId: 'VXBsb2FkIElE' })).toBe('cpe74yk8rnu0');
    expect(fingerprint({ key: '', uploadId: '' })).toBe('46bd25c7lo0r');
  });

  it.each([
    ['another upload of the same key', { key: 'a', uploadId: '2' }],
    ['an upload of another key', { key: 'b', uploadId: '1' }],
    ['an ID that ends as the key begins', { key: '', uploadId: '1a' }],
  ])('is not that of %s', (_, other) => {
    expect(fingerprint(other)).not.toBe(fingerprint({ key: 'a', uploadId: '1' }));
  });

  it('is that of no other among many that differ little', () => {
    const all = Array.from({ length: 10_000 }, (_, n) => fingerprint({ key: `key-${n % 100}`, uploadId: `id-${n}` }));

    expect(new Set(all).size).toBe(10_000);
  });
});

it.each([
  ['a key alone', {}, false],
  ['a key with no upload ID', { uploadId: '' }, false],
  ['an upload of a key', { uploadId: 'u' }, true],
  ['a place of a store that lists everything at once', { uploadId: 'u', unpaged: true as const }, false],
])('a marker of %s stands inside a key: %s', (_, marker, expected) => {
  expect(isInsideKey(marker)).toBe(expected);
});

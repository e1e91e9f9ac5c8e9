import { describePage, inPages, PAGE_SIZE } from '../../domain/pages.ts';

const uploads = (count: number, key = 'k') =>
  Array.from({ length: count }, (_, n) => ({ key: `${key}${n}`, uploadId: `u${n}` }));
const sizes = (count: number, key?: string) => inPages(uploads(count, key)).map((page) => page.length);

describe('pages of uploads', () => {
  it('are none where there is no upload', () => {
    expect(inPages([])).toEqual([]);
  });

  it('hold 1,000 uploads each, in their order', () => {
    const all = uploads(2_001);

    expect(sizes(2_001)).toEqual([PAGE_SIZE, PAGE_SIZE, 1]);
    expect(inPages(all).flat()).toEqual(all);
  });

  it('hold as many as fit into 300,000 bytes where keys are long', () => {
    const pages = inPages(uploads(1_000, 'x'.repeat(1_024)));
    const bytes = pages.map((page) => page.reduce((sum, upload) => sum + JSON.stringify(upload).length, 0));
    const longest = JSON.stringify(uploads(1_000, 'x'.repeat(1_024)).at(-1)).length;

    for (const sum of bytes) expect(sum).toBeLessThanOrEqual(300_000);
    for (const sum of bytes.slice(0, -1)) expect(sum).toBeGreaterThan(300_000 - longest);
  });

  it('take an upload that fills the rest of a page to the byte', () => {
    const fields = JSON.stringify({ key: '', uploadId: '' }).length;
    const half = { key: 'x'.repeat(150_000 - fields), uploadId: '' };
    const more = { key: 'x'.repeat(150_001 - fields), uploadId: '' };

    expect(inPages([half, { ...half }])).toHaveLength(1);
    expect(inPages([half, more])).toHaveLength(2);
  });
});

describe('a page in a line', () => {
  it.each([
    [0, 'no uploads'],
    [1, '1 upload, k0'],
    [2, '2 uploads, k0 … k1'],
    [1_000, '1,000 uploads, k0 … k999'],
  ])('of %i uploads', (count, line) => {
    expect(describePage(uploads(count))).toBe(line);
  });

  it('names the beginning and the end of a long key, in whole characters', () => {
    const inAll = (characters: number) => describePage([{ key: '\u{1f600}'.repeat(characters), uploadId: 'u' }]);

    expect(inAll(30)).toBe(`1 upload, ${'\u{1f600}'.repeat(30)}`);
    expect(inAll(31)).toBe(`1 upload, ${'\u{1f600}'.repeat(14)}…${'\u{1f600}'.repeat(14)}`);
    expect(describePage([{ key: `${'a'.repeat(20)}${'z'.repeat(20)}`, uploadId: 'u' }])).toBe(
      `1 upload, ${'a'.repeat(14)}…${'z'.repeat(14)}`,
    );
  });
});

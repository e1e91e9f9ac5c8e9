import { bytesOf, howManyFit } from '../../domain/payload-size.ts';

describe('the bytes of an item', () => {
  it.each([
    [{ key: 'a' }, 11],
    [{ key: 'é' }, 12],
    [{ key: '\u0001' }, 16],
  ])('%j takes %i in a payload', (item, bytes) => {
    expect(bytesOf(item)).toBe(bytes);
    expect(bytesOf(item)).toBe(bytes);
  });

  it.each([
    [0, 0],
    [10, 0],
    [11, 1],
    [21, 1],
    [22, 2],
    [33, 3],
    [99, 3],
  ])('into %i bytes go %i of three items of 11 bytes', (bytes, items) => {
    expect(howManyFit([{ key: 'a' }, { key: 'b' }, { key: 'c' }], bytes)).toBe(items);
  });

  it('an item behind one that is too large is not looked for', () => {
    expect(howManyFit([{ key: 'too large' }, { key: 'a' }], 11)).toBe(0);
  });
});

import { columnsOf, cutTo, pad } from '../../../cli/output/width.ts';

describe('the columns of a text', () => {
  it.each([
    ['logs/', 5],
    ['写真/', 5],
    ['ﾃｽﾄ', 3],
    ['ｆｕｌｌ', 8],
    ['한국어', 6],
    ['🚀', 2],
    ['👩‍👩‍👧', 2],
    ['❤️', 2],
    ['é', 1],
    ['e\u0301', 1],
    ['Ω≈ç', 3],
  ])('of %s are %d', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });

  it('are never cut in the middle of a character', () => {
    expect(cutTo('a写真', 4)).toBe('a写');
    expect(cutTo('👩‍👩‍👧b', 1)).toBe('');
  });

  it('are what columns of a table are filled up to', () => {
    expect([pad('写', 4), pad('写', 4, 'right')]).toEqual(['写  ', '  写']);
  });
});

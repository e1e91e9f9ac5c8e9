import fc from 'fast-check';
import { inRanges, positionsIn } from '../../domain/positions.ts';

describe('positions as text', () => {
  it.each([
    [[], ''],
    [[7], '7'],
    [[0, 1, 2], '0-2'],
    [[0, 1, 3, 5, 6], '0-1 3 5-6'],
  ])('%j are "%s"', (positions, text) => {
    expect(inRanges(positions)).toBe(text);
  });

  it('are read as they were written', () => {
    const inOrder = fc.uniqueArray(fc.nat(50)).map((positions) => positions.sort((a, b) => a - b));
    fc.assert(fc.property(inOrder, (positions) => expect(positionsIn(inRanges(positions), 51)).toEqual(positions)));
  });

  it.each([
    ['behind the end', '8-12', [8, 9]],
    ['that is no number', 'x', []],
    ['that is empty', '', []],
  ])('name no place %s of a list', (_, text, expected) => {
    expect(positionsIn(text, 10)).toEqual(expected);
  });
});

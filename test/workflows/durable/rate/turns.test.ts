import { Turns } from '../../../../workflows/durable/rate/turns.ts';

describe('turns', () => {
  const begin = (atMost = 1) => {
    const given: Array<[string, number]> = [];
    const most = jest.fn(() => atMost);
    const turns = new Turns(most, (range, share) => given.push([range, share]));
    const want = (...ranges: string[]) => ranges.map((range) => turns.want(range));
    return { turns, want, given, most };
  };

  it('belong to the first that wants one, at once', () => {
    const { turns, want, given } = begin();

    expect([want('a'), turns.shareOf('a'), turns.areTaken, given]).toEqual([[1], 1, true, []]);
  });

  it('go to those that wait, in their order, each once', () => {
    const { turns, want, given } = begin();
    expect(want('a', 'b', 'c', 'b', 'a')).toEqual([1, undefined, undefined, undefined, 1]);

    for (const range of ['a', 'b', 'c']) turns.over(range);
    expect(given).toEqual([
      ['b', 1],
      ['c', 1],
    ]);
    expect(turns.areTaken).toBe(false);
  });

  it('are not given to one that has ended meanwhile', () => {
    const { turns, want, given } = begin();
    want('a', 'b', 'c');
    turns.over('b');
    turns.over('a');

    expect(given).toEqual([['c', 1]]);
  });

  it('are not taken from one by the end of another', () => {
    const { turns, want, given } = begin();
    want('a');
    turns.over('b');

    expect([turns.shareOf('a'), given]).toEqual([1, []]);
  });

  describe('of which several may be at once', () => {
    it('share out what is free among those that wait', () => {
      const { turns, want, given } = begin(4);
      want('a', 'b', 'c');
      turns.over('a');

      expect(given).toEqual([
        ['b', 1 / 2],
        ['c', 1 / 2],
      ]);
    });

    it('are no more than that, and never more than the whole', () => {
      const { turns, want, given } = begin(4);
      want('a', 'b', 'c', 'd', 'e', 'f');
      turns.over('a');

      expect(given).toEqual(['b', 'c', 'd', 'e'].map((range) => [range, 1 / 4]));
      turns.over('c');
      expect(given.at(-1)).toEqual(['f', 1 / 4]);
    });

    it('have no smaller share than that, and leave nothing free', () => {
      const { turns, want, given } = begin(4);
      want('a', 'b', 'c', 'd');
      turns.over('a');
      want('e', 'f');
      turns.over('b');

      // A third is less than two quarters.
      expect(given.slice(3)).toEqual([['e', expect.closeTo(1 / 3)]]);
    });

    it('leave nothing free where fewer may be at once by now', () => {
      const { turns, want, given, most } = begin(4);
      want('a', 'b', 'c', 'd', 'e', 'f');
      turns.over('a');
      most.mockReturnValue(1);
      turns.over('b');

      expect(given.at(-1)).toEqual(['f', 1 / 4]);
    });
  });
});

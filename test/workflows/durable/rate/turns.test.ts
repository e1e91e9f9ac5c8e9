import { Turns } from '../../../../workflows/durable/rate/turns.ts';

describe('turns', () => {
  const begin = () => {
    const given: string[] = [];
    return { turns: new Turns((range) => given.push(range)), given };
  };

  it('belong to the first that wants one, at once', () => {
    const { turns, given } = begin();

    expect(turns.want('a')).toBe(true);
    expect([turns.has('a'), turns.areTaken, given]).toEqual([true, true, []]);
  });

  it('go to those that wait, in their order, each once', () => {
    const { turns, given } = begin();
    turns.want('a');

    expect([turns.want('b'), turns.want('c'), turns.want('b'), turns.want('a')]).toEqual([false, false, false, true]);
    for (const range of ['a', 'b', 'c']) turns.over(range);
    expect(given).toEqual(['b', 'c']);
    expect(turns.areTaken).toBe(false);
  });

  it('are not given to one that has ended meanwhile', () => {
    const { turns, given } = begin();
    for (const range of ['a', 'b', 'c']) turns.want(range);
    turns.over('b');
    turns.over('a');

    expect(given).toEqual(['c']);
  });

  it('are not taken from one by the end of another', () => {
    const { turns, given } = begin();
    turns.want('a');
    turns.over('b');

    expect([turns.has('a'), given]).toEqual([true, []]);
  });
});

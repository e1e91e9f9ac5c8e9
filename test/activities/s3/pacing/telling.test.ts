import type { WorkerPace } from '../../../../activities/contract.ts';
import { Telling } from '../../../../activities/s3/pacing/telling.ts';

const of = (worker: string, told: number, perSecond: number): WorkerPace => ({ worker, told, perSecond });

describe('what a worker tells', () => {
  it('is its pace in whole requests, and the how-manieth time it tells one', () => {
    const telling = new Telling(() => 0.5);

    expect(telling.tell(99.6)).toEqual(of('i', 1, 100));
    expect(telling.tell(undefined)).toBeUndefined();
    expect(telling.tell(98)).toEqual(of('i', 2, 98));
  });

  it('has one name for one worker, and another for another', () => {
    const random = [0.123, 0.456].values();
    const [one, other] = [0, 0].map(() => new Telling(() => random.next().value ?? 0));
    const names = [one?.tell(1), other?.tell(1), one?.tell(1)].map((pace) => pace?.worker);

    expect(names[0]).toBe(names[2]);
    expect(names[0]).not.toBe(names[1]);
  });
});

describe('what a worker hears', () => {
  it('are the paces of others, and not its own', () => {
    const telling = new Telling(() => 0.5);
    telling.tell(1);

    expect(telling.hear([of('a', 1, 10), of('i', 1, 20), of('b', 4, 30)])).toEqual([10, 30]);
  });

  it('is heard once: who tells nothing more may be gone', () => {
    const telling = new Telling(() => 0.5);

    expect(telling.hear([of('a', 2, 10)])).toEqual([10]);
    expect(telling.hear([of('a', 2, 10)])).toEqual([]);
    expect(telling.hear([of('a', 3, 11)])).toEqual([11]);
  });

  it('is not what was told before: the inputs of activities may come in another order', () => {
    const telling = new Telling(() => 0.5);
    telling.hear([of('a', 3, 10)]);

    expect(telling.hear([of('a', 2, 9)])).toEqual([]);
  });
});

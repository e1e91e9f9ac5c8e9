import { type RateShape, rateLimit } from '../../simulated-s3/rate.ts';

/** Of so many requests at these instants, in milliseconds: how many are taken. */
function taken(shape: RateShape, at: number[]): number {
  const limit = rateLimit(100, shape);
  return at.filter((now) => limit.take(now) !== undefined).length;
}

const at = (now: number, count: number): number[] => Array.from({ length: count }, () => now);

it.each<[RateShape, number]>([
  ['bucket', 10],
  ['full bucket', 100],
  ['whole seconds', 100],
  ['sliding second', 100],
])('a limit of 100 a second, as %s, takes %i requests at once', (shape, count) => {
  expect(taken(shape, at(5_000, 300))).toBe(count);
});

it.each<[RateShape, number]>([
  ['bucket', 20],
  ['full bucket', 110],
  ['whole seconds', 200],
  ['sliding second', 100],
])('a limit of 100 a second, as %s, takes %i requests before and after the end of a second', (shape, count) => {
  expect(taken(shape, [...at(5_900, 300), ...at(6_000, 300)])).toBe(count);
});

it.each<[RateShape]>([['bucket'], ['full bucket'], ['whole seconds'], ['sliding second'], ['queue']])(
  'a limit of 100 a second, as %s, takes all that are evenly spread',
  (shape) => {
    expect(
      taken(
        shape,
        Array.from({ length: 500 }, (_, index) => index * 10),
      ),
    ).toBe(500);
  },
);

it('a queue has each request wait for those before it', () => {
  const limit = rateLimit(100, 'queue');

  expect([limit.take(0), limit.take(0), limit.take(15)]).toEqual([10, 20, 15]);
});

it('a limit that is changed holds from the next request on', () => {
  const limit = rateLimit(1, 'whole seconds');
  limit.take(0);

  limit.perSecond = 2;

  expect([limit.take(0), limit.take(0)]).toEqual([0, undefined]);
});

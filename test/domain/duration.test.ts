import { parseDuration } from '../../domain/duration.ts';

it.each<[unknown, number]>([
  ['500ms', 500],
  ['10s', 10_000],
  ['5m', 300_000],
  ['24h', 86_400_000],
  ['7d', 604_800_000],
  ['2w', 1_209_600_000],
  ['1.5m', 90_000],
  ['12.25s', 12_250],
  [' 10 s ', 10_000],
  ['0s', 0],
  [0, 0],
  [250, 250],
  [250.4, 250],
  [9_000_000_000_000, 9_000_000_000_000],
])('the duration %j is %i ms', (duration, milliseconds) => {
  expect(parseDuration(duration)).toBe(milliseconds);
});

it.each<[unknown]>([
  [undefined],
  [null],
  [true],
  [['10s']],
  [''],
  ['10'],
  ['s'],
  ['10s ago'],
  ['about 10s'],
  ['10  s'],
  ['-1s'],
  ['.5s'],
  ['1.s'],
  ['1y'],
  ['1e3s'],
  [-1],
  [Number.NaN],
  [Number.POSITIVE_INFINITY],
  [9_000_000_000_001],
  ['104167d'],
])('%j is no duration', (duration) => {
  expect(parseDuration(duration)).toBeUndefined();
});

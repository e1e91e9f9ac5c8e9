import { parseDuration } from '../../domain/duration.ts';

it.each([
  ['500ms', 500],
  ['10s', 10_000],
  ['1.5m', 90_000],
  ['24h', 86_400_000],
  ['7d', 604_800_000],
  ['2w', 1_209_600_000],
  [250, 250],
])('%j is %d milliseconds', (given, milliseconds) => {
  expect(parseDuration(given)).toBe(milliseconds);
});

it.each(['1', '1y', '1 month', '-1d', 'w', '', null, Number.NaN, -1])('%j is no duration', (given) => {
  expect(parseDuration(given)).toBeUndefined();
});

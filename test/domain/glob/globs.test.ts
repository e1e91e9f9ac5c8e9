import { ALTERNATIVES_AT_MOST, alternativesOf } from '../../../domain/glob/alternatives.ts';
import { beginningOf, type Match, matchesAny, matchText } from '../../../domain/glob/globs.ts';

it.each<[string, Match, boolean]>([
  ['logs-a', 'logs-* tmp', true],
  ['tmp', ['logs-*', 'tmp'], true],
  ['tmp-a', ['logs-*', 'tmp'], false],
  ['logs-old', ['logs-*', '!*-old'], false],
  ['logs-old', '!*-old logs-*', false],
  ['logs-new', '!*-old logs-*', true],
  ['any', '!{prod,stage}-*', true],
  ['prod-a', '!{prod,stage}-*', false],
])('%j matches %j: %s', (name, match, expected) => {
  expect(matchesAny(name, match)).toBe(expected);
});

it.each<[Match, string]>([
  ['logs-*', 'logs-'],
  ['logs-a', 'logs-a'],
  ['logs-{a,ab}*', 'logs-a'],
  [['logs-*', 'loud'], 'lo'],
  [['logs-*', 'tmp'], ''],
  ['!logs-*', ''],
  ['logs-* !logs-a', 'logs-'],
])('every name that matches %j begins with %j', (match, beginning) => {
  expect(beginningOf(match)).toBe(beginning);
});

it('has one form, however it was given', () => {
  expect(matchText([' logs-*', '!logs-a  tmp'])).toBe(matchText('logs-* !logs-a tmp'));
});

it('has a bound to its alternatives, and matches nothing beyond it', () => {
  const few = alternativesOf('{a,b}'.repeat(9));
  const many = '{a,b}'.repeat(60);

  expect(few).toHaveLength(512);
  expect(512).toBeLessThan(ALTERNATIVES_AT_MOST);
  expect(alternativesOf(many)).toBeUndefined();
  expect(matchesAny('a'.repeat(60), many)).toBe(false);
});

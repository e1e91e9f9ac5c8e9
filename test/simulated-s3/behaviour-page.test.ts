import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = readFileSync(join(__dirname, '../../docs/s3-behaviour.md'), 'utf8');
const tests = readdirSync(__dirname)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(__dirname, name), 'utf8'))
  .join('\n');

const matchesOf = (pattern: RegExp) => Array.from(page.matchAll(pattern), (match) => match[1] ?? '');

it('has a test and a switch for every entry, numbered without a gap', () => {
  const numbers = matchesOf(/^(\d+)\. /gm).map(Number);

  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  expect(matchesOf(/^ +- (Test): /gm)).toHaveLength(numbers.length);
  expect(matchesOf(/^ +- (Switch): /gm)).toHaveLength(numbers.length);
});

it.each(matchesOf(/^ +- Test: (.*)$/gm))('names a test there is: %s', (title) => {
  expect(tests).toContain(`('${title}', `);
});

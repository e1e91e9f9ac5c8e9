import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');
const SUITE = join(ROOT, 'test', 'environment');

/** What is seen, in the tables of docs/operations.md: the first cell of a row. */
const onPage = readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8')
  .split(/^\| you see \| why \| what to do \|\n\|---\|---\|---\|\n/m)
  .slice(1)
  .flatMap((table) => (/^(?:\|.*\n)*/.exec(table)?.[0] ?? '').trim().split('\n'))
  .map((row) => /^\| `(.+?)` \|/.exec(row)?.[1] ?? row);

/** What people see who make the mistake: the words in quotes in the titles of `npm run test:environment`, which it also checks. */
const inTitles = readdirSync(SUITE)
  .filter((name) => name.endsWith('.test.ts'))
  .flatMap((name) => [...readFileSync(join(SUITE, name), 'utf8').matchAll(/“([^”]+)”/g)].map(([, words]) => words));

it('tells what people see, each once', () => {
  expect(onPage.length).toBeGreaterThan(30);
  expect(new Set(onPage).size).toBe(onPage.length);
});

it.each(onPage)('%s is what somebody sees in a test', (words) => {
  expect(inTitles).toContain(words);
});

it.each([...new Set(inTitles)])('%s, which somebody sees in a test, is told', (words) => {
  expect(onPage).toContain(words);
});

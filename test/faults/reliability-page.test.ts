import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/** Whose tables are of figures. */
const MUTANTS = /^## Mutants\n[\s\S]*?(?=^## )/m;

const rows = readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8')
  .replace(MUTANTS, '')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| what happens'));

const TEST = / \| `(test\/[\w./-]+)`: (.+) \|$/;

it('names a test in every row', () => {
  expect(rows.filter((row) => !TEST.test(row))).toEqual([]);
  expect(rows.length).toBeGreaterThan(30);
});

it.each(rows.map((row) => TEST.exec(row)?.slice(1) ?? []))('%s has a test: %s', (file = '', title = '') => {
  const code = readFileSync(join(ROOT, file), 'utf8');

  expect(
    [...code.matchAll(/(?:describe|it)(?:\.each[\s\S]*?\)|)\(\s*(['"`])(.*?)\1/g)].map((match) => match[2]),
  ).toEqual(expect.arrayContaining([expect.stringContaining(title)]));
});

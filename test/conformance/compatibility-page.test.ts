import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SERVERS } from './servers/index.ts';

const ROOT = resolve(__dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/compatibility.md'), 'utf8');

/** The tables of differences: what S3 does, then a column for each server. */
const rows = page
  .slice(page.indexOf('## Differences'))
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| S3 |'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

it.each(Object.keys(SERVERS).map((name, column) => [name, column] as const))(
  'lists every known difference of %s, and no other',
  (name, column) => {
    const listed = rows.filter((cells) => cells[column + 2] !== '').map((cells) => cells[1]);

    const { differences } = SERVERS[name as keyof typeof SERVERS];
    expect(listed.sort()).toEqual(Object.keys(differences).sort());
  },
);

const named = Array.from(page.replaceAll(/\n +/g, ' ').matchAll(/`(test\/[\w./-]+\.ts)`: ([^)|]+?) *[)|]/g));

it('names tests', () => {
  expect(named.length).toBeGreaterThan(12);
});

it.each(named.map(([, file = '', title = '']) => [file, title]))('%s has a test: %s', (file, title) => {
  expect(readFileSync(join(ROOT, file), 'utf8')).toContain(title);
});

const DIALECT = join(ROOT, 'activities/s3/dialect');
const sections = new Map(
  page.split(/^#{2,3} /m).map((section) => {
    const [title = '', ...lines] = section.split('\n');
    return [title, lines.join('\n').replaceAll(/\n +/g, ' ')];
  }),
);

/** What the docstrings of the dialect say of the page: `docs/compatibility.md, SECTION: "ROW"`. */
const files = readdirSync(DIALECT, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const quirks = files.map((file) => {
  const text = readFileSync(join(DIALECT, file), 'utf8').replaceAll(/\n \* /g, ' ');
  return { file, rows: [...text.matchAll(/docs\/compatibility\.md, ([\w ]+): "([^"]+)"/g)] };
});

it.each(quirks)('has a row for the quirk in $file', ({ rows }) => {
  expect(rows).not.toEqual([]);
  for (const [, section = '', row] of rows) expect(sections.get(section)).toContain(row);
});

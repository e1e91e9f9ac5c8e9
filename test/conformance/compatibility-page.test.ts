import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BEHAVIOURS, SECTIONS } from '../../conformance/behaviours/index.ts';
import { judge } from '../../conformance/judge.ts';
import { renderSection, type Stores } from './page/differences.ts';
import { writePage } from './page/write-page.ts';
import { SERVERS } from './servers/index.ts';

const ROOT = resolve(__dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/compatibility.md'), 'utf8');

it('has the tables of differences that `npm run compatibility` writes', () => {
  expect(page).toBe(writePage(page, SERVERS));
});

describe('the tables', () => {
  it.each(Object.entries(SERVERS))('have a cell for every known difference of %s, and no other', (name, server) => {
    const rows = renderedRows({ [name]: server });

    expect(rows.sort()).toEqual(Object.keys(server.differences).sort());
  });

  it.each(Object.entries(SERVERS))('say what every known difference of %s means', (_, { differences }) => {
    const behaviours = BEHAVIOURS.filter(({ title }) => Object.hasOwn(differences, title));
    const unknown = behaviours.filter((behaviour) => !judge(behaviour, differences[behaviour.title])?.isKnown);

    expect(unknown.map(({ title }) => title)).toEqual([]);
  });
});

/** What S3 does, of every row. */
function renderedRows(stores: Stores): string[] {
  const lines = SECTIONS.flatMap((section) => renderSection(section, stores).split('\n'));
  return lines.filter((line) => /^\| (?!S3 \|)/.test(line)).map((line) => line.split('|')[1]?.trim() ?? '');
}

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

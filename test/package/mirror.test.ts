import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');
const ROOMS = [
  'domain',
  'workflows',
  'activities',
  'worker',
  'client',
  'cli',
  'temporal-server',
  'simulated-s3',
  'conformance',
  'bench',
];

/** Folders with tests of a room, from the root of the tests. */
const folders = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => dirname(path))
  .filter((folder) => ROOMS.includes(folder.split('/')[0] ?? ''));

it.each([...new Set(folders)])('the tests in test/%s lie where their source does', (folder) => {
  expect(existsSync(join(ROOT, folder))).toBe(true);
});

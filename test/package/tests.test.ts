import { existsSync, readdirSync, readFileSync } from 'node:fs';
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
  'bench',
];

/** Suites that run on demand, whatever their files need. */
const ON_DEMAND = /^test\/(chaos|examples|interop|metrics\/prometheus|ui)\//;

/** Who imports one of these needs a Temporal server, the bundle that is made with it, or the build. */
const SERVER_SUPPORT = ['test/support/temporal.ts', 'test/support/shared.ts', 'test/support/built.ts'];

/** Who starts a server or asks the package registry without them. */
const OUTSIDE = /\bstartTemporalServer\(|\brun\('npm'|\bnpm\(/;

const tests = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .map((name) => join('test', name))
  .filter((path) => path.endsWith('.test.ts') && !ON_DEMAND.test(path));
const named = (path: string) => path.endsWith('.server.test.ts');

describe('the name of a test file says whether it needs a server', () => {
  it.each(tests.filter((path) => !named(path)))('%s does not', (path) => {
    expect(serverNeeds(path)).toEqual([]);
  });

  it.each(tests.filter(named))('%s does', (path) => {
    expect(serverNeeds(path)).not.toEqual([]);
  });
});

describe('the tests of a room', () => {
  const folders = new Set(tests.map((path) => dirname(path).replace(/^test\//, '')));

  it.each([...folders].filter((folder) => ROOMS.includes(folder.split('/')[0] ?? '')))(
    'lie as its source does: %s',
    (folder) => {
      expect(existsSync(join(ROOT, folder))).toBe(true);
    },
  );
});

/** The files under test/ that a test reaches by its imports, itself included, and that need a server. */
function serverNeeds(test: string): string[] {
  const reached = new Set<string>();
  const walk = (path: string): void => {
    if (reached.has(path) || !path.startsWith('test/')) return;
    reached.add(path);
    for (const [, specifier = ''] of codeOf(path).matchAll(/\bfrom '(\.[^']+)'/g)) walk(join(dirname(path), specifier));
  };
  walk(test);
  return [...reached].filter((path) => SERVER_SUPPORT.includes(path) || OUTSIDE.test(codeOf(path)));
}

function codeOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');
const THIS_FILE = relative(ROOT, __filename);

/** What a test needs with them: the shared Temporal server and bundle, or what was built. */
const NEEDS_MORE_THAN_NODE = ['test/support/shared.ts', 'test/support/temporal.ts', 'test/support/built.ts'];

/** What begins a server without them. */
const BEGINS_A_SERVER = /\b(startTemporalServer|TestWorkflowEnvironment)\b/;

/** Their suites start a server, too: the names of their files need not say so. */
const ON_DEMAND = /^test\/(chaos|consumers|environment|examples|interop|metrics\/prometheus|production|ui)\//;

const tests = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .map((name) => join('test', name))
  .filter((path) => path.endsWith('.test.ts') && !ON_DEMAND.test(path));
const plain = tests.filter((path) => !path.endsWith('.server.test.ts'));

describe('a test whose name does not say that it needs a server', () => {
  it('uses none, nor what was built, nor anything that does', () => {
    const wrong = plain.map((path) => [path, needOf(path)]).filter(([, need]) => need !== undefined);

    expect(wrong).toEqual([]);
  });

  it('is told from one that does', () => {
    expect(needOf('test/system/cleanup.server.test.ts')).toBe('test/support/shared.ts');
    expect(plain.length).toBeGreaterThan(50);
  });
});

/** The first file that needs more than Node: this one, or one that it imports, directly or not. */
function needOf(path: string, seen = new Set<string>()): string | undefined {
  if (NEEDS_MORE_THAN_NODE.includes(path)) return path;
  seen.add(path);
  const code = readFileSync(join(ROOT, path), 'utf8');
  if (path !== THIS_FILE && BEGINS_A_SERVER.test(code)) return path;
  for (const next of importsOf(path, code)) {
    const need = seen.has(next) ? undefined : needOf(next, seen);
    if (need !== undefined) return need;
  }
  return undefined;
}

/** Files of tests alone: the source needs no server to be loaded. Types need nothing. */
function importsOf(path: string, code: string): string[] {
  const specifiers = [...code.matchAll(/^import (?!type )(?:[^'"]*from )?'(\.[^']+)'/gm)].map(([, to]) => String(to));
  return specifiers
    .map((to) => relative(ROOT, resolve(ROOT, path, '..', to)))
    .filter((to) => to.startsWith('test/') && to.endsWith('.ts'));
}

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const ROOT = resolve(__dirname, '..', '..');
const FOLDERS = ['workflows', 'activities', 'worker', 'client', 'simulated-s3'];

/** Where the code of a folder may reach outside of it. Types are free of this, except in workflows. */
const MAY_IMPORT: Record<string, RegExp> = {
  workflows: /^(bucket-name|nexus-service)\.ts$/,
  activities: /^bucket-name\.ts$/,
  worker:
    /^(activities\/(index|metrics\/request-metrics)|workflows\/(request|metric-names)|bucket-name|nexus-service|workflow-id)\.ts$/,
  client:
    /^(workflows\/(((prepare|fleet)-)?contract|messages|((prepare|fleet)-)?request|duration|quantities|search-attribute-keys)\.ts|(worker|simulated-s3)\/index\.ts|(bucket-name|workflow-id)\.ts)$/,
  'simulated-s3': /^$/,
};

const sources = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.ts')),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  ).filter((name) => name.endsWith('.ts')),
];

interface Import {
  from: string;
  /** Relative to the root, or a package. */
  to: string;
  typeOnly: boolean;
}

const imports: Import[] = sources.flatMap((from) => {
  const code = readFileSync(join(ROOT, from), 'utf8');
  const declared = code.matchAll(/^(?:import|export)\s+(type\s)?([^'";]*?\sfrom\s+)?'([^']+)'/gm);
  const dynamic = code.matchAll(/\bimport\(\s*()()'([^']+)'/g);
  return [...declared, ...dynamic].map(([, type, , specifier]) => ({
    from,
    to: specifier?.startsWith('.') ? relative(ROOT, resolve(ROOT, from, '..', specifier)) : String(specifier),
    typeOnly: type !== undefined && type !== '',
  }));
});

const folderOf = (path: string) => path.split('/')[0] as string;
const isOurs = (path: string) => sources.includes(path);

describe('the structure of the source', () => {
  it.each(FOLDERS)('lets imports of %s flow one way only', (folder) => {
    const outward = imports.filter(({ from, to, typeOnly }) => {
      return folderOf(from) === folder && isOurs(to) && folderOf(to) !== folder && !typeOnly;
    });

    const forbidden = outward.filter(({ to }) => !MAY_IMPORT[folder]?.test(to));

    expect(forbidden).toEqual([]);
  });

  it('lets workflows know the contracts of the activities, and nothing else of them', () => {
    const known = imports.filter(({ from, to }) => folderOf(from) === 'workflows' && isOurs(to));

    const forbidden = known.filter(
      ({ to }) => !/^(workflows\/|(bucket-name|nexus-service)\.ts$|activities\/([a-z]+-)?contract\.ts$)/.test(to),
    );

    expect(forbidden).toEqual([]);
  });

  it('keeps the AWS SDK in activities/s3', () => {
    const users = imports.filter(({ to }) => /^@(aws-sdk|smithy)\//.test(to)).map(({ from }) => from);

    expect(users.filter((from) => !from.startsWith('activities/s3/'))).toEqual([]);
    expect(users).not.toEqual([]);
  });

  it.each(sources.filter((path) => /\bcontract\.ts$/.test(path)))('imports nothing but types in %s', (contract) => {
    expect(imports.filter(({ from, typeOnly }) => from === contract && !typeOnly)).toEqual([]);
  });

  it('names files after what they hold', () => {
    expect(sources.filter((path) => /^(utils?|helpers?|common)\b/.test(basename(path)))).toEqual([]);
  });

  it.each([
    ['export *', /^export \*/m],
    ['default exports', /^export default|^export \{[^}]*\bas default\b/m],
  ])('has no %s', (_, pattern) => {
    expect(sources.filter((path) => pattern.test(readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
  });
});

describe('the workflow bundle', () => {
  it('holds the workflows, and neither activities nor the AWS SDK', async () => {
    const { code } = await bundleWorkflowCode({
      workflowsPath: join(ROOT, 'workflows', 'index.ts'),
      logger: new DefaultLogger('ERROR'),
    });

    const modules = [...code.matchAll(/^\/\*\*\*\/ "([^"]+)"/gm)].map(([, path]) => path as string);

    expect(modules).toContain('./workflows/index.ts');
    expect(modules.filter((path) => /@aws-sdk|@smithy|\/(activities|worker|client|simulated-s3)\//.test(path))).toEqual(
      [],
    );
  });
});

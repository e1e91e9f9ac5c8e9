import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';

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
];

/** What of workflows/ the other rooms see: what crosses the sandbox, and the doors at which an input is checked. */
const SEEN_OF_WORKFLOWS =
  /^workflows\/((cleanup|prepare|fleet)\/(contract|request|fields)|durable\/(messages|tune)|cleanup\/shown\/(search-attribute-keys|metric-names)|nexus-service|job-memo)\.ts$/;

/** Where the code of a room may reach outside of it and of domain/. Types are free of this, except in workflows. */
const MAY_IMPORT: Record<string, RegExp> = {
  domain: /^$/,
  workflows: /^$/,
  activities: /^$/,
  worker: new RegExp(
    `${SEEN_OF_WORKFLOWS.source}|^activities/(index|metrics/request-metrics)\\.ts$|^temporal-server/ports\\.ts$`,
  ),
  client: SEEN_OF_WORKFLOWS,
  cli: new RegExp(
    `${SEEN_OF_WORKFLOWS.source}|^client/|^worker/(index|process/.*)\\.ts$|^activities/(listing/judged-uploads|bucket/lifecycle/bucket-lifecycle)\\.ts$|^temporal-server/index\\.ts$|^(simulated-s3|conformance)/index\\.ts$`,
  ),
  'temporal-server': /^$/,
  'simulated-s3': /^$/,
  conformance: /^activities\/s3\/(create-gateway|failures|sdk\/client)\.ts$/,
};

/** A folder with more files than that is several. */
const FILES_IN_A_FOLDER = 16;

const sources = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.ts')),
  ...ROOMS.flatMap((folder) =>
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

const roomOf = (path: string) => path.split('/')[0] as string;
const isOurs = (path: string) => sources.includes(path);

describe('the structure of the source', () => {
  it('has no circle of imports, those of types included', () => {
    expect(circleAmong(imports.filter(({ to }) => isOurs(to)))).toEqual([]);
  });

  it.each(ROOMS)('lets imports of %s flow one way only', (room) => {
    const outward = imports.filter(
      ({ from, to, typeOnly }) => roomOf(from) === room && isOurs(to) && roomOf(to) !== room && !typeOnly,
    );

    const forbidden = outward.filter(({ to }) => roomOf(to) !== 'domain' && !MAY_IMPORT[room]?.test(to));

    expect(forbidden).toEqual([]);
  });

  it('lets domain/ import nothing from outside, packages included', () => {
    expect(imports.filter(({ from, to }) => roomOf(from) === 'domain' && roomOf(to) !== 'domain')).toEqual([]);
  });

  it('lets workflows know the contracts of the activities, and nothing else of them', () => {
    const known = imports.filter(({ from, to }) => roomOf(from) === 'workflows' && isOurs(to));

    const forbidden = known.filter(
      ({ to }) => !/^(workflows|domain)\/|^activities\/([a-z-]+\/)?contract\.ts$/.test(to),
    );

    expect(forbidden).toEqual([]);
  });

  it('keeps the AWS SDK in activities/s3, and in conformance, which tries what S3 does', () => {
    const users = imports.filter(({ to }) => /^@(aws-sdk|smithy)\//.test(to)).map(({ from }) => from);

    expect(users.filter((from) => !/^(activities\/s3|conformance)\//.test(from))).toEqual([]);
    expect(users).not.toEqual([]);
  });

  it.each(sources.filter((path) => /\bcontract\.ts$/.test(path)))('imports nothing but types in %s', (contract) => {
    expect(imports.filter(({ from, typeOnly }) => from === contract && !typeOnly)).toEqual([]);
  });

  it('names files after what they hold', () => {
    expect(sources.filter((path) => /^(utils?|helpers?|common)\b/.test(basename(path)))).toEqual([]);
  });

  it('has no folder that is several', () => {
    const filesIn = new Map<string, number>();
    for (const path of sources) filesIn.set(dirname(path), (filesIn.get(dirname(path)) ?? 0) + 1);

    expect([...filesIn].filter(([folder, files]) => files > FILES_IN_A_FOLDER && folder !== 'simulated-s3')).toEqual(
      [],
    );
  });

  it.each([
    ['export *', /^export \*/m],
    ['default exports', /^export default|^export \{[^}]*\bas default\b/m],
  ])('has no %s', (_, pattern) => {
    expect(sources.filter((path) => pattern.test(readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
  });
});

/** The files of one circle, in the order of their imports; empty where there is none. */
function circleAmong(arrows: Import[]): string[] {
  const importsOf = new Map<string, string[]>();
  for (const { from, to } of arrows) importsOf.set(from, [...(importsOf.get(from) ?? []), to]);
  const done = new Set<string>();
  const walk = (file: string, path: string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of importsOf.get(file) ?? []) {
      const circle = walk(next, [...path, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of importsOf.keys()) {
    const circle = walk(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

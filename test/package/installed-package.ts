import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Finished, run } from '../support/processes.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ROOT = resolve(__dirname, '..', '..');
const NPM_DEADLINE_MS = 300_000;

export interface InstalledPackage {
  /** A project that depends on the packed package and its peers. */
  project: string;
  /** Where npm put the package. */
  folder: string;
  /** What npm packed. */
  tarball: string;
  /** Paths in the tarball. */
  packed: string[];
  /** The folders it was made in, which must not show in it. */
  madeIn: string[];
  /** Writes the file into the project and runs it with node. */
  runScript(name: string, code: string): Promise<Finished>;
  remove(): Promise<void>;
}

/** Packs a copy of the source tree as `npm publish` would, and installs the tarball into a new project. */
export async function installPackage(): Promise<InstalledPackage> {
  const scratch = await tempFolder();
  const source = join(scratch.path, 'source');
  const project = join(scratch.path, 'project');
  copySource(source);
  const { filename, files } = await pack(source);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify(projectManifest(join(source, filename))));
  await npm(project, ['install', '--prefer-offline', '--no-audit', '--no-fund']);
  return {
    project,
    folder: join(project, 'node_modules', 'temporal-s3-cleanup'),
    tarball: join(source, filename),
    packed: files.map(({ path }) => path),
    madeIn: [ROOT, scratch.path],
    runScript(name, code) {
      writeFileSync(join(project, name), code);
      return run(process.execPath, [name], { cwd: project });
    },
    remove: () => scratch.remove(),
  };
}

function copySource(to: string): void {
  // What is built beside this may change while it is copied.
  const left = /^(node_modules|\.git|dist.*|reports)$/;
  cpSync(ROOT, to, { recursive: true, filter: (path) => !left.test(relative(ROOT, path)) });
  symlinkSync(join(ROOT, 'node_modules'), join(to, 'node_modules'));
}

async function pack(source: string): Promise<{ filename: string; files: Array<{ path: string }> }> {
  const { stdout } = await npm(source, ['pack', '--json', '--silent']);
  return JSON.parse(stdout.slice(stdout.indexOf('[')))[0];
}

/** The peers in the versions of this repository, which npm then has in its cache, and the tools of users. */
function projectManifest(tarball: string): object {
  const { peerDependencies } = readJson(join(ROOT, 'package.json'));
  const names = [...Object.keys(peerDependencies), '@types/node'];
  const tools = { typescript: '~5.9.3', esbuild: '^0.28.2', publint: '^0.3.25' };
  const versions = names.map((name) => [name, readJson(join(ROOT, 'node_modules', name, 'package.json')).version]);
  const dependencies = { ...Object.fromEntries(versions), ...tools, 'temporal-s3-cleanup': `file:${tarball}` };
  return { name: 'consumer', private: true, dependencies };
}

async function npm(cwd: string, args: string[]): Promise<Finished> {
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const finished = await run(command, args, { cwd, deadlineMs: NPM_DEADLINE_MS });
  if (finished.code !== 0) throw new Error(`npm ${args[0]} failed:\n${finished.stdout}\n${finished.stderr}`);
  return finished;
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

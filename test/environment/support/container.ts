import type { Person } from './person.ts';

const GIB = 2 ** 30;

/** What a container may use. Absent: as much as there is. */
export interface Quota {
  cpus?: number;
  memoryBytes?: number;
  /** There is no home, and no file system that can be written to. */
  readOnly?: boolean;
}

/**
 * The variables of a command that runs in a container, on a host of 32 cores and 64 GiB: Node reads the files of the cgroup, and what
 * the host has, as it would there.
 */
export async function inContainer(
  person: Person,
  { cpus, memoryBytes, readOnly = false }: Quota,
): Promise<Record<string, string | undefined>> {
  const files = {
    '/proc/self/cgroup': '0::/\n',
    '/sys/fs/cgroup/cpu.max': `${cpus === undefined ? 'max' : cpus * 100_000} 100000\n`,
    '/sys/fs/cgroup/memory.max': `${memoryBytes ?? 'max'}\n`,
  };
  const code = preload(files) + (readOnly ? REFUSE_WRITES : '');
  const missing = readOnly ? { HOME: undefined, TMPDIR: '/nonexistent' } : {};
  return { NODE_OPTIONS: `--require=${await person.write('container.js', code)}`, ...missing };
}

const preload = (files: Record<string, string>): string => `
const [fs, os] = [require('node:fs'), require('node:os')];
const files = ${JSON.stringify(files)};
const { readFileSync } = fs;
fs.readFileSync = (path, ...how) => files[path] ?? readFileSync(path, ...how);
os.availableParallelism = () => 32;
os.totalmem = () => ${64 * GIB};
`;

/** What would write a file or make a folder fails as on a root file system that is read only. */
const REFUSE_WRITES = `
const refuse = (path) => { throw Object.assign(new Error('EROFS: read-only file system, ' + path), { code: 'EROFS' }); };
for (const name of ['writeFile', 'appendFile', 'mkdir', 'mkdtemp', 'rename', 'rm', 'unlink']) {
  fs[name] = (path, ...rest) => { try { refuse(path); } catch (error) { rest.at(-1)(error); } };
  fs[name + 'Sync'] = refuse;
  fs.promises[name] = async (path) => refuse(path);
}
fs.createWriteStream = refuse;
`;

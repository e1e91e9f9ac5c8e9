import type { Person } from './person.ts';

const GIB = 2 ** 30;

/** What a container may use. Absent: as much as there is. */
export interface Quota {
  cpus?: number;
  memoryBytes?: number;
}

/**
 * The variables of a command that runs in a container, on a host of 32 cores and 64 GiB: Node reads the files of the cgroup, and what
 * the host has, as it would there.
 */
export async function inContainer(person: Person, { cpus, memoryBytes }: Quota): Promise<Record<string, string>> {
  const files = {
    '/proc/self/cgroup': '0::/\n',
    '/sys/fs/cgroup/cpu.max': `${cpus === undefined ? 'max' : cpus * 100_000} 100000\n`,
    '/sys/fs/cgroup/memory.max': `${memoryBytes ?? 'max'}\n`,
  };
  return { NODE_OPTIONS: `--require=${await person.write('container.js', preload(files))}` };
}

const preload = (files: Record<string, string>): string => `
const [fs, os] = [require('node:fs'), require('node:os')];
const files = ${JSON.stringify(files)};
const { readFileSync } = fs;
fs.readFileSync = (path, ...how) => files[path] ?? readFileSync(path, ...how);
os.availableParallelism = () => 32;
os.totalmem = () => ${64 * GIB};
`;

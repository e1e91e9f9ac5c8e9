import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What this process may use. Absent where nothing limits it, or where this is not Linux. */
export interface ContainerLimits {
  /** Cores' worth of time: 1.5 is 150 ms of CPU in 100 ms. */
  cores?: number;
  memoryBytes?: number;
}

/** The limits of the cgroup of this process and of those above it, version 1 or 2. `root`: where / is. */
export function containerLimits(root = '/'): ContainerLimits {
  const groups = groupsOf(root);
  const cores = least(groups.flatMap(({ folder, version }) => (version === 2 ? coresOf2(folder) : coresOf1(folder))));
  const memoryBytes = least(groups.map(({ folder, version }) => number(folder, MEMORY_FILE[version])));
  return { ...(cores && { cores }), ...(memoryBytes && { memoryBytes }) };
}

interface Group {
  folder: string;
  version: 1 | 2;
}

const MEMORY_FILE = { 1: 'memory.limit_in_bytes', 2: 'memory.max' };

/** Version 1 has a tree for each controller; version 2 has one, without a name. */
function groupsOf(root: string): Group[] {
  const lines =
    text(join(root, 'proc', 'self', 'cgroup'))
      ?.trim()
      .split('\n') ?? [];
  return lines.flatMap((line) => {
    const [, controllers = '', path = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const tree = join(root, 'sys', 'fs', 'cgroup', controllers);
    return withParents(path).map((group): Group => ({ folder: join(tree, group), version: controllers ? 1 : 2 }));
  });
}

/** The folders of groups that a container does not see are missing: then its own group is the root of what it sees. */
function withParents(path: string): string[] {
  return path === '/' || path === '.' ? ['/'] : [path, ...withParents(dirname(path))];
}

/** `200000 100000`: of each period, in microseconds. `max` is no number. */
function coresOf2(folder: string): Array<number | undefined> {
  const [quota, period] = text(join(folder, 'cpu.max'))?.trim().split(' ').map(Number) ?? [];
  return [share(quota, period)];
}

/** A quota of -1 is none. */
function coresOf1(folder: string): Array<number | undefined> {
  return [share(number(folder, 'cpu.cfs_quota_us'), number(folder, 'cpu.cfs_period_us'))];
}

function share(quota: number | undefined, period: number | undefined): number | undefined {
  return quota !== undefined && period !== undefined && quota > 0 && period > 0 ? quota / period : undefined;
}

function number(folder: string, file: string): number | undefined {
  const value = Number(text(join(folder, file))?.trim() || Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

function least(values: Array<number | undefined>): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

function text(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Where process IDs mean the same: this boot of this machine, and this container. */
export function placeOfProcesses(): string {
  if (process.platform !== 'linux') return hostname();
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
}

/** What tells a process from an earlier one of the same ID; undefined where none runs. */
export function incarnationOf(pid: number): string | undefined {
  try {
    return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
  } catch {
    return undefined;
  }
}

/** The tick of its start: proc(5), field 22. The name in field 2 may hold spaces and parentheses. */
function fromProc(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return isDead(fields[0]) ? undefined : fields[19];
}

function fromPs(pid: number): string | undefined {
  const said = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
  const [state, ...startedAt] = said.trim().split(/\s+/);
  return isDead(state) ? undefined : startedAt.join(' ');
}

/** A zombie has ended; nobody has asked how. */
function isDead(state: string | undefined): boolean {
  return state === undefined || /^[ZX]/.test(state);
}

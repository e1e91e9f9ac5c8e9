import { execFileSync } from 'node:child_process';

/** The process and all that it has started, and what these have, by their IDs. */
export function processTree(root: number): number[] {
  const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const parents = listed.map((line) => line.trim().split(/\s+/).map(Number) as [pid: number, parent: number]);
  const childrenOf = (pid: number): number[] => parents.filter(([, parent]) => parent === pid).map(([child]) => child);
  const treeOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(treeOf)];
  return treeOf(root);
}

/** Whether a process of this ID runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

import { arch, cpus, loadavg, platform, totalmem } from 'node:os';

const cores = cpus();

/** What the figures depend on, of the machine that measured them. */
export const MACHINE = {
  cores: cores.length,
  cpu: cores[0]?.model ?? 'unknown',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  platform: `${platform()}-${arch()}`,
  node: process.version,
  /** Load average when the bench began: what others were doing. */
  loadBefore: loadavg()[0] ?? 0,
} as const;

export function describeMachine(): string {
  const { cores, cpu, node, loadBefore } = MACHINE;
  return `${cores} cores (${cpu}), Node ${node}, load average ${loadBefore.toFixed(1)} before the run`;
}

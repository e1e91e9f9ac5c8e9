import type { Spent } from '../rig/command.ts';

/** Runs `work` and tells the parent what this process spent on it. */
export async function tellWhatIsSpent(work: () => Promise<void>): Promise<void> {
  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  await work();
  const seconds = (performance.now() - begun) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const spent: Spent = { seconds, cpuMs: (user + system) / 1_000 };
  process.send?.(spent, () => process.disconnect());
}

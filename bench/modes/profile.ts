import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { product } from '../contenders/index.ts';
import { measure } from '../measure.ts';
import { type Share, sharesOf } from '../results/cpu-profile.ts';
import { floored, textTable } from '../results/text-table.ts';
import type { Mode } from './mode.ts';

/** Where a worker spends its CPU: the JavaScript threads by package, and what is left for native ones. */
export const profile: Mode = async ({ uploads = 20_000, latencies: [latencyMs = 0] = [] }) => {
  const folder = await mkdtemp(join(tmpdir(), 's3-cleanup-profile-'));
  try {
    const execArgv = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
    const profiled = product('profiled worker', uploads, { input: { settle: 0 }, execArgv });
    const { cpuMsPerUpload } = await measure(profiled, { latencyMs });
    const shares = await sharesOf(folder);
    return { text: tableOf(shares, uploads), result: { uploads, latencyMs, cpuMsPerUpload, shares } };
  } finally {
    await rm(folder, { recursive: true });
  }
};

function tableOf(shares: Share[], uploads: number): string {
  const cells = shares.map(({ where, ms }) => [where, floored(ms / uploads, 4)]);
  return textTable(['where', 'ms/upload'], cells);
}

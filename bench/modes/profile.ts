import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { product } from '../contenders/index.ts';
import { measure } from '../measure.ts';
import { type Share, sharesOf } from '../results/cpu-profile.ts';
import { ceiled, textTable } from '../results/text-table.ts';
import type { Mode } from './mode.ts';

/** Where the JavaScript threads of a worker spend their time, by package; the worker's start is in it. */
export const profile: Mode = async ({ uploads = 50_000, latencies: [latencyMs = 0] = [] }) => {
  const folder = await mkdtemp(join(tmpdir(), 's3-cleanup-profile-'));
  try {
    const execArgv = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
    const profiled = product('profiled worker', uploads, { input: { settle: 0 }, execArgv });
    const { cpuMsPerUpload } = await measure(profiled, { latencyMs });
    const shares = await sharesOf(folder);
    const text = `${tableOf(shares)}\n${ceiled(cpuMsPerUpload, 2)} ms of CPU per upload, profiler included\n`;
    return { text, result: { uploads, latencyMs, cpuMsPerUpload, shares } };
  } finally {
    await rm(folder, { recursive: true });
  }
};

function tableOf(shares: Share[]): string {
  const cells = shares.map(({ where, share }) => [where, `${(share * 100).toFixed(1)} %`]);
  return textTable(['where', 'share'], cells);
}

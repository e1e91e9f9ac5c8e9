import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { MODULE_FOLDER } from './cache.ts';

const REPORT_EVERY_MS = 15_000;

/**
 * Builds the pinned Temporal CLI into the folder: about 4 minutes on 2 cores the first time. Rejects with what `go`
 * said, or with the spawn error where there is no Go.
 */
export async function buildServer(folder: string, log: (line: string) => void, signal?: AbortSignal): Promise<string> {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1_000);
  const report = setInterval(() => log(`still building the Temporal server (${seconds()} s)`), REPORT_EVERY_MS);
  try {
    const path = join(folder, 'temporal');
    await goBuild(MODULE_FOLDER, 'github.com/temporalio/cli/cmd/temporal', path, signal);
    log(`built the Temporal server in ${seconds()} s`);
    return path;
  } finally {
    clearInterval(report);
  }
}

/**
 * Builds a program of a Go module. Ignores GOFLAGS and go.work of the caller: both could change what the module pins. Rejects with what
 * `go` said, or with the spawn error.
 */
export async function goBuild(module: string, program: string, output: string, signal?: AbortSignal): Promise<void> {
  const flags = ['-mod=readonly', '-buildvcs=false', '-trimpath', '-ldflags', '-s -w'];
  const go = spawn('go', ['build', ...flags, '-o', output, program], {
    cwd: module,
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(signal && { signal }),
    // At SIGINT, go also ends its compilers.
    killSignal: 'SIGINT',
  });
  const exit = new Promise<number | null>((resolve, reject) => go.once('error', reject).once('close', resolve));
  const [code, stderr] = await Promise.all([exit, text(go.stderr)]);
  if (code !== 0) throw new Error(`go build failed:\n${stderr.trim().split('\n').slice(-8).join('\n')}`);
}

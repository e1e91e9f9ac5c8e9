import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BIN } from '../support/built.ts';
import { eventually } from '../support/poll.ts';
import { start } from '../support/processes.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Writes its process ID and builds for ten minutes. */
const SLOW_GO = `#!/bin/sh
echo $$ > "$XDG_CACHE_HOME/go.pid"
exec /bin/sleep 600`;

describe('the demo on a machine without a Temporal server', () => {
  it('ends at SIGINT while one is built, and the build with it', async () => {
    const folder = await tempFolder();
    const bin = join(folder.path, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'go'), SLOW_GO);
    chmodSync(join(bin, 'go'), 0o755);
    const env = { PATH: bin, XDG_CACHE_HOME: folder.path, TEMPORAL_CLI_PATH: undefined };
    const demo = start(process.execPath, [BIN, 'demo'], { env });
    const pidFile = join(folder.path, 'go.pid');
    const pid = await eventually(() => existsSync(pidFile) && Number(readFileSync(pidFile, 'utf8')));

    demo.child.kill('SIGINT');

    expect((await demo.finished).code).toBe(130);
    await eventually(() => !isRunning(pid));
    await folder.remove();
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

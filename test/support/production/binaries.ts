import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, MODULE_FOLDER, putInCache } from '../../../temporal-server/cache.ts';
import { withLock } from '../../../temporal-server/lock.ts';

const exec = promisify(execFile);

/** Pins the server that clusters run. */
const MODULE = join(dirname(MODULE_FOLDER), 'temporal-production');

export interface Binaries {
  server: string;
  /** Makes the tables. */
  sqlTool: string;
}

/** Builds the Temporal server of clusters with Go, once for each user: about 10 minutes on 2 busy cores. */
export async function productionBinaries(log: (line: string) => void): Promise<Binaries> {
  const folder = join(cacheFolder(), `temporal-production-${pinned()}-${process.platform}-${process.arch}`);
  if (!existsSync(folder)) {
    log('building a Temporal server for PostgreSQL with Go, once: about 10 minutes on 2 busy cores');
    await mkdir(dirname(folder), { recursive: true });
    const get = async () => existsSync(folder) || (await putInCache(folder, build));
    await withLock(`${folder}.lock`, get);
  }
  return { server: join(folder, 'server'), sqlTool: join(folder, 'sql') };
}

function pinned(): string {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(MODULE, file)));
  return hash.digest('hex').slice(0, 12);
}

async function build(scratch: string): Promise<string> {
  const folder = join(scratch, 'bin');
  await mkdir(folder);
  const flags = ['-mod=readonly', '-buildvcs=false', '-trimpath', '-ldflags', '-s -w', '-o', folder];
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
  for (const command of ['cmd/server', 'cmd/tools/sql']) {
    await exec('go', ['build', ...flags, `go.temporal.io/server/${command}`], { cwd: MODULE, env });
  }
  return folder;
}

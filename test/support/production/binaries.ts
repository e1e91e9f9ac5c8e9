import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { goBuild } from '../../../temporal-server/build.ts';
import { cacheFolder, MODULE_FOLDER, pinOf, putInCache } from '../../../temporal-server/cache.ts';
import { withLock } from '../../../temporal-server/lock.ts';

/** Pins the server that clusters run. */
const MODULE = join(dirname(MODULE_FOLDER), 'temporal-production');

export interface Binaries {
  server: string;
  /** Makes the tables. */
  sqlTool: string;
}

/** Builds the Temporal server of clusters with Go, once for each user: about 10 minutes on 2 busy cores. */
export async function productionBinaries(log: (line: string) => void): Promise<Binaries> {
  const folder = join(cacheFolder(), `temporal-production-${pinOf(MODULE)}-${process.platform}-${process.arch}`);
  if (!existsSync(folder)) {
    log('building a Temporal server for PostgreSQL with Go, once: about 10 minutes on 2 busy cores');
    await mkdir(dirname(folder), { recursive: true });
    const get = async () => existsSync(folder) || (await putInCache(folder, build));
    await withLock(`${folder}.lock`, get);
  }
  return { server: join(folder, 'server'), sqlTool: join(folder, 'sql') };
}

async function build(scratch: string): Promise<string> {
  const folder = join(scratch, 'bin');
  await mkdir(folder);
  for (const [name, path] of Object.entries({ server: 'cmd/server', sql: 'cmd/tools/sql' })) {
    await goBuild(MODULE, `go.temporal.io/server/${path}`, join(folder, name));
  }
  return folder;
}

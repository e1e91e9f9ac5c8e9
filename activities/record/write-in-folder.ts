import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Refusal } from '../s3/failures.ts';

/** Writes a whole file below the folder, or none. It is on the disk when this returns. Fails with InvalidInput. */
export async function writeInFolder(folder: string, names: string[], body: string): Promise<void> {
  const path = join(folder, ...names);
  try {
    await mkdir(dirname(path), { recursive: true });
    await replace(path, body);
  } catch (error) {
    const { code = 'Error' } = error as NodeJS.ErrnoException;
    throw new Refusal('InvalidInput', `${code}: the record cannot be written into the --record-folder of this worker`);
  }
}

/** Whoever lists `*.ndjson` sees the old file or the new one. */
async function replace(path: string, body: string): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.unfinished`;
  try {
    await writeAndSync(unfinished, body);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

async function writeAndSync(path: string, body: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The name of a file is in its folder, which is written apart. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

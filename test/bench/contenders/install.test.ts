import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Missing } from '../../../bench/contenders/contender.ts';
import { installOnce } from '../../../bench/contenders/install.ts';
import { type TempFolder, tempFolder } from '../../support/temp-folder.ts';

let cache: TempFolder;
const given = process.env.XDG_CACHE_HOME;

beforeEach(async () => {
  cache = await tempFolder();
  process.env.XDG_CACHE_HOME = cache.path;
});

afterEach(async () => {
  if (given === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = given;
  await cache.remove();
});

/** Takes a while. */
async function install(folder: string): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setImmediate(done));
  await writeFile(join(folder, 'program'), '', { flag: 'wx' });
}

describe('a program that tests and benches need', () => {
  it('is installed once, and complete for all that want it at the same time', async () => {
    const get = jest.fn(install);
    const isComplete = async () => existsSync(join(await installOnce('rclone-v1', get), 'program'));

    expect(await Promise.all([isComplete(), isComplete(), isComplete()])).toEqual([true, true, true]);
    expect(get).toHaveBeenCalledTimes(1);
  });

  it('that could not be installed is missing, and tried again', async () => {
    const failing = installOnce('rclone-v1', () => Promise.reject(new Error('no network')));

    await expect(failing).rejects.toThrow(Missing);
    await expect(failing).rejects.toThrow('rclone-v1 cannot be installed: no network');
    expect(existsSync(join(await installOnce('rclone-v1', install), 'program'))).toBe(true);
  });
});

import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../../temporal-server/lock.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';
import { withResolvers } from '../support/with-resolvers.ts';

describe('withLock', () => {
  let folder: TempFolder;
  let path: string;

  beforeEach(async () => {
    folder = await tempFolder();
    path = join(folder.path, 'lock');
  });
  afterEach(() => folder.remove());

  it('lets one in at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
    };

    await Promise.all([withLock(path, work), withLock(path, work), withLock(path, work)]);

    expect(most).toBe(1);
  });

  it('is free again after a failure', async () => {
    const failing = withLock(path, () => Promise.reject(new Error('no')));

    await expect(failing).rejects.toThrow();
    expect(existsSync(path)).toBe(false);
  });

  it('takes over a lock that its holder no longer touches', async () => {
    writeFileSync(path, '');
    utimesSync(path, new Date(0), new Date(0));

    expect(await withLock(path, async () => 'done')).toBe('done');
  });

  it('says once that it waits', async () => {
    let waits = 0;
    const entered = withResolvers();
    const released = withResolvers();
    const held = withLock(path, () => {
      entered.resolve();
      return released.promise;
    });
    // Of two that come at once, either may be first.
    await entered.promise;
    const waiting = withLock(path, async () => {}, {
      onWait: () => {
        waits++;
        released.resolve();
      },
    });

    await Promise.all([held, waiting]);

    expect(waits).toBe(1);
  });
});

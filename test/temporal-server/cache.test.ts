import { join } from 'node:path';
import { cacheFolder } from '../../temporal-server/cache.ts';

describe('cacheFolder', () => {
  it.each([
    ['XDG_CACHE_HOME wherever it is set', { XDG_CACHE_HOME: '/xdg' }, 'darwin', '/xdg'],
    ['%LOCALAPPDATA% on Windows', { LOCALAPPDATA: '/local' }, 'win32', '/local'],
  ])('is in %s', (_, env, platform, parent) => {
    expect(cacheFolder(env, platform)).toBe(join(parent, 'temporal-s3-cleanup'));
  });

  it.each([
    ['darwin', join('Library', 'Caches')],
    ['linux', '.cache'],
  ])('is in the home folder on %s otherwise', (platform, place) => {
    expect(cacheFolder({}, platform)).toContain(join(place, 'temporal-s3-cleanup'));
  });
});

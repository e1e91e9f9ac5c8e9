import { defaultDatabase } from '../../../temporal-server/database/folder.ts';

it.each([
  ['linux', { XDG_STATE_HOME: '/state', HOME: '/home/me' }, '/state/s3-cleanup/temporal.db'],
  ['linux', { HOME: '/home/me' }, '/home/me/.local/state/s3-cleanup/temporal.db'],
  ['darwin', { HOME: '/Users/me' }, '/Users/me/Library/Application Support/s3-cleanup/temporal.db'],
  ['win32', { LOCALAPPDATA: '/local' }, '/local/s3-cleanup/temporal.db'],
])("is in the user's state folder on %s with %j", (platform, env, path) => {
  expect(defaultDatabase(env, platform)).toBe(path);
});

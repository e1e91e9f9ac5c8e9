import { ensureHome } from '../../cli/home.ts';

describe('the home directory of a process', () => {
  it('is one where there is nothing, where nobody knows the user', () => {
    const env: NodeJS.ProcessEnv = {};

    ensureHome(env, () => {
      throw new Error('uv_os_homedir returned ENOENT');
    });

    expect(env.HOME).toBe('/nonexistent');
  });

  it('is left alone where there is one', () => {
    const env: NodeJS.ProcessEnv = {};

    ensureHome(env, () => '/home/cleanup');

    expect(env).toEqual({});
  });
});

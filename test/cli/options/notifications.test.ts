import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { receivers } from '../../../cli/options/notifications.ts';
import { UsageError } from '../../../cli/usage-error.ts';
import { type TempFolder, tempFolder } from '../../support/temp-folder.ts';

const secret = 'a secret of more than 24 characters';
const url = 'https://ops.example.com/hooks/token-in-the-url';

describe('a file of receivers', () => {
  let folder: TempFolder;
  beforeEach(async () => {
    folder = await tempFolder();
  });
  afterEach(() => folder.remove());

  async function read(content: unknown, env: NodeJS.ProcessEnv = {}) {
    const notifications = join(folder.path, 'notifications.json');
    await writeFile(notifications, typeof content === 'string' ? content : JSON.stringify(content));
    return receivers({ notifications }, env);
  }

  it('that is not given means none', () => {
    expect(receivers({}, {})).toEqual({});
  });

  it('names each with its URL, and its secret from the file or from a variable', async () => {
    const file = { ops: { url, secretEnv: 'OPS_SECRET' }, dev: { url, secret, proxy: 'http://proxy:3128' } };

    expect(await read(file, { OPS_SECRET: `${secret}!` })).toEqual({
      ops: { url, secret: `${secret}!` },
      dev: { url, secret, proxy: 'http://proxy:3128' },
    });
  });

  it.each<[string, unknown]>([
    ['is not JSON', '{ secret'],
    ['must hold an object', []],
    ['must be an object', { ops: url }],
    ['unknown field uri', { ops: { uri: url, secret } }],
    ['url must be a URL', { ops: { url: 'ops.example.com', secret } }],
    ['url must be a URL', { ops: { secret } }],
    ['url must be text', { ops: { url: 7, secret } }],
    ['a secret or a secretEnv', { ops: { url } }],
    ['a secret or a secretEnv', { ops: { url, secret, secretEnv: 'OPS_SECRET' } }],
    ['OPS_SECRET is not set', { ops: { url, secretEnv: 'OPS_SECRET' } }],
    ['fewer than 24 characters', { ops: { url, secret: 'too short' } }],
    ['proxy must be a URL', { ops: { url, secret, proxy: 'proxy:3128' } }],
    ['there is no such file', { ops: { url, secret, caFile: '/no/such/file' } }],
  ])('is refused where it %s, without a word of its secrets: %j', async (says, content) => {
    const refused = await read(content).catch((error: Error) => error);

    expect(refused).toBeInstanceOf(UsageError);
    expect((refused as Error).message).toContain(says);
    expect((refused as Error).message).not.toMatch(/a secret of|too short|token-in-the-url/);
  });
});

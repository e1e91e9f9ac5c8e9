import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { codecOfProfile, DataConverterInvalid, loadDataConverter } from '../../../cli/options/data-converter.ts';
import { type TempFolder, tempFolder } from '../../support/temp-folder.ts';

describe('the converter of payloads', () => {
  let folder: TempFolder;
  beforeEach(async () => {
    folder = await tempFolder();
  });
  afterEach(() => folder.remove());

  async function module(code: string): Promise<string> {
    const path = join(folder.path, 'converter.cjs');
    await writeFile(path, code);
    return path;
  }

  it.each([
    ['by its name', 'exports.dataConverter = { payloadCodecs: [] };'],
    ['as its default', 'exports.default = { payloadCodecs: [] };'],
    ['as what a function answers', 'exports.dataConverter = async () => ({ payloadCodecs: [] });'],
  ])('is exported by a module %s', async (_, code) => {
    expect(await loadDataConverter(await module(code))).toEqual({ payloadCodecs: [] });
  });

  it('encodes the messages of failures, too, where it encodes payloads, unless the module says how', async () => {
    const codec = '{ encode: async (all) => all, decode: async (all) => all }';

    const silent = await loadDataConverter(await module(`exports.dataConverter = { payloadCodecs: [${codec}] };`));

    expect(silent.failureConverterPath).toMatch(/encoded-failures/);
  });

  it.each([
    ['is not there', './nowhere.js', /nowhere\.js cannot be loaded: there is no such module/],
    ['is a package that is not there', 'no-such-package', /no-such-package cannot be loaded: there is no such module/],
  ])('is refused where the module %s', async (_, name, message) => {
    await expect(loadDataConverter(name)).rejects.toThrow(message);
  });

  it.each([
    ['nothing', '', /exports no dataConverter/],
    ['something else', 'exports.dataConverter = { codecs: [] };', /exports no dataConverter/],
    ['an error', 'throw new Error("no key in MY_KEY");', /cannot be loaded: no key in MY_KEY/],
  ])('is refused where the module exports %s', async (_, code, message) => {
    const refused = loadDataConverter(await module(code));

    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(DataConverterInvalid);
  });

  describe('as the codec server of a profile', () => {
    let server: Server;
    const asked: Array<Pick<IncomingMessage, 'url' | 'headers'>> = [];
    let status = 200;
    beforeEach(async () => {
      status = 200;
      asked.length = 0;
      server = createServer(async (request, response) => {
        asked.push({ url: request.url, headers: request.headers });
        response.writeHead(status);
        for await (const chunk of request) response.write(chunk);
        response.end();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    afterEach(() => new Promise((resolve) => server.close(resolve)));

    const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    async function profile(toml: string): Promise<NodeJS.ProcessEnv> {
      const path = join(folder.path, 'temporal.toml');
      await writeFile(path, toml);
      return { TEMPORAL_CONFIG_FILE: path };
    }

    const payload = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"text"') };

    it('is asked with the authorization and the namespace, and answers payloads', async () => {
      const env = await profile(`[profile.prod.codec]\nendpoint = "${endpoint()}/{namespace}"\nauth = "Bearer x"`);

      const converter = codecOfProfile({ ...env, TEMPORAL_PROFILE: 'prod' }, 'storage');

      const [codec] = converter?.payloadCodecs ?? [];
      expect(await codec?.encode([payload])).toEqual([payload]);
      expect(await codec?.decode([payload])).toEqual([payload]);
      expect(asked.map(({ url }) => url)).toEqual(['/storage/encode', '/storage/decode']);
      expect(asked[0]?.headers).toMatchObject({ authorization: 'Bearer x', 'x-namespace': 'storage' });
    });

    it('is told by TEMPORAL_CODEC_ENDPOINT, too; there is none where nothing tells', () => {
      expect(codecOfProfile({ TEMPORAL_CODEC_ENDPOINT: endpoint() }, 'default')?.payloadCodecs).toHaveLength(1);
      expect(codecOfProfile({}, 'default')).toBeUndefined();
    });

    it('is named where it does not answer as it should', async () => {
      status = 401;
      const converter = codecOfProfile({ TEMPORAL_CODEC_ENDPOINT: endpoint() }, 'default');

      await expect(converter?.payloadCodecs?.[0]?.encode([payload])).rejects.toThrow(`${endpoint()}/encode`);
    });
  });
});

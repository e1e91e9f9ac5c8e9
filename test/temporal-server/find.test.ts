import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { cachedServerPath } from '../../temporal-server/cache.ts';
import { findTemporalServer, TemporalServerUnavailable } from '../../temporal-server/index.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

/** Writes its name to the file after -o, and a line to builds.log. */
const FAKE_GO = `#!/bin/sh
echo build >> "$XDG_CACHE_HOME/builds.log"
while [ "$1" != "-o" ]; do shift; done
echo "built" > "$2"; /bin/chmod +x "$2"`;

describe('findTemporalServer', () => {
  const original = { ...process.env };
  let folder: TempFolder;
  let bin: string;
  let archive: Buffer | undefined;
  let http: Server;
  let downloadOrigin: string;

  beforeEach(async () => {
    folder = await tempFolder();
    bin = join(folder.path, 'bin');
    mkdirSync(bin);
    process.env.PATH = bin;
    process.env.XDG_CACHE_HOME = folder.path;
    delete process.env.TEMPORAL_CLI_PATH;
    archive = undefined;
    http = createServer(({ url }, response) => {
      if (archive === undefined) response.writeHead(404).end();
      else if (url === '/archive') response.end(archive);
      else response.end(JSON.stringify({ archiveUrl: `${downloadOrigin}/archive`, fileToExtract: 'temporal' }));
    }).listen(0, '127.0.0.1');
    await once(http, 'listening');
    downloadOrigin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    Object.assign(process.env, original);
    http.closeAllConnections();
    await once(http.close(), 'close');
    await folder.remove();
  });

  const find = () => findTemporalServer({ log: () => {}, downloadOrigin });

  function executable(path: string, content = '#!/bin/sh'): string {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    chmodSync(path, 0o755);
    return path;
  }

  it('takes TEMPORAL_CLI_PATH before all else', async () => {
    executable(join(bin, 'temporal'));
    process.env.TEMPORAL_CLI_PATH = executable(join(folder.path, 'mine'));

    expect(await find()).toBe(process.env.TEMPORAL_CLI_PATH);
  });

  it('fails when TEMPORAL_CLI_PATH names no executable file, whatever else is there', async () => {
    executable(join(bin, 'temporal'));
    process.env.TEMPORAL_CLI_PATH = folder.path;

    await expect(find()).rejects.toBeInstanceOf(TemporalServerUnavailable);
  });

  it('takes the CLI on PATH before the one in the cache folder', async () => {
    executable(cachedServerPath());
    const onPath = executable(join(bin, 'temporal'));

    expect(await find()).toBe(onPath);
  });

  it('takes the one in the cache folder without download or build', async () => {
    executable(cachedServerPath());

    expect(await find()).toBe(cachedServerPath());
  });

  it('downloads one into the cache folder before it thinks of Go', async () => {
    executable(join(folder.path, 'temporal'), 'downloaded');
    archive = execFileSync('/bin/sh', ['-c', `PATH="${original.PATH}" tar -cz -C "${folder.path}" temporal`]);
    for (const tool of ['tar', 'gzip']) {
      const path = execFileSync('/bin/sh', ['-c', `PATH="${original.PATH}" command -v ${tool}`], { encoding: 'utf8' });
      symlinkSync(path.trim(), join(bin, tool));
    }

    expect(readFileSync(await find(), 'utf8')).toBe('downloaded');
  });

  it('builds one, once, for all that ask at the same time', async () => {
    executable(join(bin, 'go'), FAKE_GO);

    const found = await Promise.all([find(), find(), find()]);

    expect(new Set(found)).toEqual(new Set([cachedServerPath()]));
    expect(readFileSync(join(folder.path, 'builds.log'), 'utf8')).toBe('build\n');
  });

  it('fails, and leaves nothing that looks like a server, when the build fails', async () => {
    executable(join(bin, 'go'), '#!/bin/sh\nexit 1');

    await expect(find()).rejects.toBeInstanceOf(TemporalServerUnavailable);

    executable(join(bin, 'go'), FAKE_GO);
    expect(readFileSync(await find(), 'utf8')).toBe('built\n');
  });

  it('fails when there is no Go either', async () => {
    await expect(find()).rejects.toBeInstanceOf(TemporalServerUnavailable);
  });
});

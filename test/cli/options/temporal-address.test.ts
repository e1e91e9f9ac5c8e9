import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { locateTemporal, TemporalConfigInvalid } from '../../../cli/options/temporal-address.ts';
import { type TempFolder, tempFolder } from '../../support/temp-folder.ts';

describe('where Temporal is', () => {
  let folder: TempFolder;
  let configFile: string;
  beforeEach(async () => {
    folder = await tempFolder();
    configFile = join(folder.path, 'temporal.toml');
  });
  afterEach(() => folder.remove());

  it('is told by a profile of temporal.toml, by TEMPORAL_* over it, and by flags over both', async () => {
    await writeFile(configFile, '[profile.default]\naddress = "file:1"\nnamespace = "of-file"');
    const env = { TEMPORAL_CONFIG_FILE: configFile };

    const found = [
      locateTemporal({}, env),
      locateTemporal({}, { ...env, TEMPORAL_ADDRESS: 'env:2' }),
      locateTemporal({ address: 'flag:3' }, { ...env, TEMPORAL_ADDRESS: 'env:2' }),
      locateTemporal({ configFile }, {}),
    ].map(({ connection, namespace }) => [connection.address, namespace]);

    expect(found).toEqual([
      ['file:1', 'of-file'],
      ['env:2', 'of-file'],
      ['flag:3', 'of-file'],
      ['file:1', 'of-file'],
    ]);
  });

  it('is this machine where nothing tells', () => {
    expect(locateTemporal({}, { HOME: folder.path })).toMatchObject({
      connection: { address: 'localhost:7233' },
      namespace: 'default',
    });
  });

  const broken: Array<[what: string, content: string]> = [
    ['is empty', ''],
    ['holds comments alone', '# nothing yet\n'],
    ['is not TOML', '[profile.default\napi_key = "sesame"'],
    ['has no profiles', 'address = "localhost:7233"'],
    ['has text for a profile', 'profile.default = "localhost:7233"'],
    ['has a number for an address', '[profile.default]\naddress = 7233'],
    ['has a number for a namespace', '[profile.default]\nnamespace = 1'],
  ];

  it.each(broken)(
    'cannot be told by a temporal.toml that %s: the file is named, what is in it is not',
    async (_, toml) => {
      await writeFile(configFile, toml);

      const error = failureOf(() => locateTemporal({}, { TEMPORAL_CONFIG_FILE: configFile }));

      expect(error).toBeInstanceOf(TemporalConfigInvalid);
      expect(error.message).toContain(configFile);
      expect(error.message).not.toMatch(/sesame|undefined|\n/);
    },
  );

  it('names the temporal.toml of the user, too', async () => {
    const path = join(folder.path, 'temporalio', 'temporal.toml');
    await mkdir(join(folder.path, 'temporalio'));
    await writeFile(path, '');

    const error = failureOf(() => locateTemporal({}, { XDG_CONFIG_HOME: folder.path, APPDATA: folder.path }));

    expect(error.message).toContain(path);
  });

  it.each([
    ['of a temporal.toml that has none of this name', '[profile.other]'],
    ['of a temporal.toml that is not there', undefined],
  ])('cannot be told by a profile %s: both are named', async (_, toml) => {
    const path = join(folder.path, 'temporalio', 'temporal.toml');
    await mkdir(join(folder.path, 'temporalio'));
    if (toml !== undefined) await writeFile(path, toml);

    const error = failureOf(() =>
      locateTemporal({ profile: 'prod' }, { XDG_CONFIG_HOME: folder.path, APPDATA: folder.path }),
    );

    expect(error.message).toMatch(/no profile prod/);
    expect(error.message).toContain(path);
  });

  it.each([
    ['is not there', () => configFile],
    ['is a folder', () => folder.path],
  ])('cannot be told by a --config-file that %s', (_, path) => {
    const error = failureOf(() => locateTemporal({ configFile: path() }, {}));

    expect(error).toBeInstanceOf(TemporalConfigInvalid);
    expect(error.message).toContain(path());
  });
});

function failureOf(locate: () => unknown): Error {
  try {
    locate();
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected a failure');
}

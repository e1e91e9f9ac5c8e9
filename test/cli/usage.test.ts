import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { Command, type Option } from 'commander';
import { SUBCOMMANDS } from '../../cli/commands/index.ts';
import { main } from '../../cli/main.ts';
import { checkValues } from '../../cli/options/values.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { recordedIo } from './support/recorded-io.ts';

describe('a command line that makes no sense', () => {
  let temporal: Server;
  let connections = 0;
  beforeAll(async () => {
    temporal = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(temporal, 'listening');
  });
  afterAll(() => temporal.close());

  async function run(...argv: string[]) {
    const { port } = temporal.address() as AddressInfo;
    const io = recordedIo({ env: { TEMPORAL_ADDRESS: `127.0.0.1:${port}` } });
    return { code: await main(argv, io), ...io.written };
  }

  async function optionsOf(name: string): Promise<readonly Option[]> {
    const command = new Command();
    (await SUBCOMMANDS.find((known) => known.name === name)?.load())?.configure(command);
    return command.options;
  }

  it.each<[string, string[]]>([
    ['COMMAND', ['strat']],
    ['--bogus', ['start', 'photos', '--all', '--bogus']],
    ['bucket', ['start']],
    ['--older-than', ['start', 'photos']],
    ['--all', ['start', 'photos', '--all', '--older-than', '7d']],
    ['--older-than', ['start', 'photos', '--older-than', '7 weeks']],
    ['--older-than', ['start', 'photos', '--older-than', '']],
    ['--older-than', ['start', 'photos', '--older-than=-7d']],
    ['--initiated-before', ['start', 'photos', '--initiated-before', 'yesterday']],
    ['--initiated-before', ['start', 'photos', '--initiated-before', '2026-02-31']],
    ['--idle-for', ['start', 'photos', '--all', '--idle-for', '1']],
    ['--settle', ['start', 'photos', '--all', '--settle', 'soon']],
    ['--quiet-period', ['start', 'photos', '--all', '--quiet-period', '1y']],
    ['--give-up-after', ['start', 'photos', '--all', '--give-up-after', 'never']],
    ['--max-uploads', ['start', 'photos', '--all', '--max-uploads', '0']],
    ['--max-uploads', ['run', 'photos', '--all', '--max-uploads', 'few']],
    ['--record', ['start', 'photos', '--all', '--record', '/var/lib/records']],
    ['--record', ['start', 'photos', '--all', '--record', 's3://audit', '--dry-run']],
    ['--record', ['prepare', 'photos', '--empty-objects', '--record', 's3://photos/records']],
    ['--record', ['fleet', '--all', '--match', '*', '--record', 'folder:..']],
    ['--record-folder', ['run', 'photos', '--all', '--record', 'folder:photos']],
    ['--record-folder', ['worker', '--record-folder', 'no-such-folder']],
    ['--notify', ['start', 'photos', '--all', '--notify', 'https://ops.example.com']],
    ['--notify', ['run', 'photos', '--all', '--notify', 'ops']],
    ['--notifications', ['worker', '--notifications', 'no-such-file.json']],
    ['--concurrency', ['start', 'photos', '--all', '--concurrency', '0']],
    ['--concurrency', ['start', 'photos', '--all', '--concurrency', 'many']],
    ['--concurrency', ['start', 'photos', '--all', '--concurrency', '1.5']],
    ['--requests-per-second', ['start', 'photos', '--all', '--requests-per-second', '0']],
    ['BUCKET', ['start', 'No/Such', '--all']],
    ['--prefix', ['start', 'photos--euc1-az1--x-s3', '--all', '--prefix', 'raw']],
    ['--prefix', ['start', 'photos', '--all', '--prefix', '']],
    ['--expected-bucket-owner', ['start', 'photos', '--all', '--expected-bucket-owner', 'me']],
    ['workflow-id', ['follow']],
    ['workflow-id', ['cancel', '']],
    ['--workflow-id', ['start', 'photos', '--all', '--workflow-id', '--dry-run']],
    ['--dry-run', ['start', 'photos', '--all', '--workflow-id', '--dry-run']],
    ['--workflow-id', ['start', 'photos', '--all', '--workflow-id', '']],
    ['--csv', ['start', 'photos', '--all', '--follow', '--csv']],
    ['--csv', ['start', 'photos', '--all', '--dry-run', '--csv']],
    ['--price-per-gib-month', ['start', 'photos', '--all', '--follow', '--price-per-gib-month', '0.023']],
    ['--price-per-gib-month', ['start', 'photos', '--all', '--measure', '--price-per-gib-month', '0.023']],
    ['--price-per-gib-month', ['report', 's3-cleanup/photos', '--price-per-gib-month', 'cheap']],
    ['--concurrency', ['tune', 's3-cleanup/photos']],
    ['--concurrency', ['tune', 's3-cleanup/photos', '--concurrency', '1001']],
    ['--requests-per-second', ['tune', 's3-cleanup/photos', '--requests-per-second', '-1']],
    ['--endpoint-url', ['worker', '--endpoint-url', 'localhost:9000']],
    ['--connections', ['worker', '--connections', 'no-such-file.json']],
    ['--processes', ['worker', '--processes', '0']],
    ['--uploads', ['demo', '--uploads', '0']],
    ['--all', ['run', 'photos']],
    ['BUCKET', ['run', 'No/Such', '--all']],
    ['--processes', ['run', 'photos', '--all', '--processes', '0']],
    ['--connection', ['run', 'photos', '--all', '--connection', 'archive']],
    ['--csv', ['run', 'photos', '--all', '--csv']],
    ['--database', ['run', 'photos', '--all', '--database', 'temporal.db']],
    ['--start-over', ['run', 'photos', '--all', '--start-over']],
    ['BUCKET', ['list', 'No/Such']],
    ['--all', ['list', 'photos', '--all', '--older-than', '7d']],
    ['--older-than', ['list', 'photos', '--older-than', 'old']],
    ['--idle-for', ['list', 'photos', '--idle-for', '1']],
    ['--connection', ['list', 'photos', '--connection', 'archive']],
    ['--block-new-uploads', ['prepare', 'photos--use1-az4--x-s3', '--block-new-uploads']],
    ['--confirm', ['prepare', 'photos', '--delete-bucket', '--confirm', 'photo']],
    ['--confirm', ['prepare', 'photos', '--delete-bucket']],
    ['--delete-bucket', ['prepare', 'photos', '--confirm', 'photos']],
    ['BUCKET', ['prepare', 'mine-abc-s3alias']],
    ['BUCKET', ['prepare', 'arn:aws:s3:eu-west-1:111122223333:accesspoint/mine']],
    ['BUCKET', ['prepare', 'mine--use1-az4--xa-s3']],
    ['--parallelism', ['prepare', 'photos', '--parallelism', '0']],
    ['--settle', ['prepare', 'photos', '--settle', 'soon']],
    ['--expected-bucket-owner', ['prepare', 'photos', '--expected-bucket-owner', 'me']],
    ['--bucket', ['fleet', '--all']],
    ['--bucket', ['fleet', '--all', '--bucket', 'photos', '--match', '*']],
    ['--bucket', ['fleet', '--all', '--bucket', 'photos', '--bucket', 'photos']],
    ['--bucket', ['fleet', '--all', '--bucket', 'photos', 'No/Such']],
    ['--match', ['fleet', '--all', '--match', '']],
    ['--match', ['fleet', '--all', '--match', 'Ph/tos*']],
    ['--older-than', ['fleet', '--match', '*']],
    ['--parallelism', ['fleet', '--all', '--match', '*', '--parallelism', '101']],
    ['--every', ['schedule', 'photos', '--all']],
    ['--every', ['schedule', 'photos', '--all', '--every', '10s']],
    ['--every', ['schedule', 'photos', '--all', '--every', 'night']],
    ['--delete', ['schedule', 'photos', '--delete', '--every', '24h']],
    ['--cancel-running', ['schedule', 'photos', '--every', '24h', '--all', '--cancel-running']],
    ['--older-than', ['schedule', 'photos', '--every', '24h']],
    ['BUCKET', ['schedule', 'No/Such', '--all', '--every', '24h']],
    ['BUCKET', ['schedule', 'No/Such', '--delete']],
    ['--bucket', ['check']],
    ['--create-bucket', ['check', '--bucket', 'photos', '--create-bucket']],
    ['--bucket', ['check', '--bucket', 'No/Such']],
    ['--bucket', ['check', '--bucket', 'photos--euc1-az1--x-s3']],
    ['--connection', ['check', '--create-bucket', '--connection', 'archive']],
    ['--endpoint-url', ['check', '--create-bucket', '--endpoint-url', 'localhost:9000']],
  ])('is told about %s and exits 2 before anything is touched: %j', async (named, argv) => {
    const before = connections;

    const { code, stdout, stderr } = await run(...argv);

    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.toLowerCase()).toContain(named.toLowerCase());
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(connections).toBe(before);
  });

  it.each([
    ['--namespace', '--namespace', 'prod'],
    ['--tls', '--tls'],
    ['--api-key', '--api-key', 'key'],
  ])('is told that %s of run goes with an address: nothing is started', async (named, ...flags) => {
    const io = recordedIo();

    expect(await main(['run', 'photos', '--all', ...flags], io)).toBe(2);

    expect(io.written.stderr).toContain(`${named} goes with --address`);
  });

  it.each(SUBCOMMANDS.map(({ name }) => name))('%s takes no flag for the value of another', async (name) => {
    const flags = await optionsOf(name);
    const withValue = flags.filter(({ required }) => required).map(({ long }) => `${long}`);
    const others = [...flags.map(({ long }) => `${long}`), '--help', '--dry-rum', '--settle=1s'];
    // Each flag at least once on either side: all pairs would be thousands.
    const pairs = withValue.length === 0 ? 0 : others.length;
    for (let pair = 0; pair < pairs; pair += 1) {
      const long = withValue[pair % withValue.length] as string;
      const other = others[pair % others.length] as string;
      const { code, stderr } = await run(name, long, other);
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(`${long} `) });
      expect(stderr).toContain(other);
    }
  });

  it.each(SUBCOMMANDS.map(({ name }) => name))('%s takes no empty value', async (name) => {
    const withValue = (await optionsOf(name)).filter(({ required }) => required);
    for (const { long } of withValue) {
      for (const argv of [[`${long}`, ''], [`${long}=`]]) {
        expect(await run(name, ...argv)).toMatchObject({ code: 2, stderr: expect.stringContaining(`${long} `) });
      }
    }
  });

  it('takes a value that looks like a flag where an equals sign says so', () => {
    const command = new Command().option('--prefix <prefix>').option('--dry-run').argument('[rest...]');

    expect(() => checkValues(command, ['--prefix=--dry-run', '--dry-run'])).not.toThrow();
    expect(() => checkValues(command, ['--prefix', '-x', '--', '--prefix', '--dry-run'])).not.toThrow();
    expect(() => checkValues(command, ['--prefix', 'a', '--prefix', '--dry-run'])).toThrow(UsageError);
  });

  it.each([
    ['an unknown flag', ['start', 'photos', '--all', '--json', '--bogus']],
    ['a missing selection', ['start', 'photos', '--json']],
    ['a wrong value', ['start', 'photos', '--older-than', '7x', '--json']],
  ])('answers one JSON document with --json: %s', async (_, argv) => {
    const { code, stdout } = await run(...argv);

    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { type: 'InvalidInput', message: expect.any(String) } });
  });

  it.each(SUBCOMMANDS.map(({ name }) => name))('%s takes --json: a mistake is one JSON document, too', async (name) => {
    const { code, stdout } = await run(name, '--json', '--bogus');

    expect(await optionsOf(name)).toContainEqual(expect.objectContaining({ long: '--json', required: false }));
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { type: 'InvalidInput', message: expect.any(String) } });
  });

  it('shows the commands when there is none, and exits 2', async () => {
    const { code, stderr } = await run();

    expect(code).toBe(2);
    expect(stderr).toContain('Commands:');
  });
});

describe('help', () => {
  it.each([
    [['--help']],
    [['start', '--help']],
    [['follow', '--help']],
    [['worker', '--help']],
    [['demo', '--help']],
    [['check', '--help']],
    [['run', '--help']],
    [['list', '--help']],
    [['help', 'tune']],
  ])('%j is the answer, with an example', async (argv) => {
    const io = recordedIo();

    expect(await main(argv, io)).toBe(0);

    expect(io.written.stdout).toMatch(/Examples?:\n +s3-cleanup /);
    expect(io.written.stderr).toBe('');
  });

  it('knows the version of the package', async () => {
    const io = recordedIo();
    expect(await main(['--version'], io)).toBe(0);
    expect(io.written.stdout.trim()).toBe(require('../../package.json').version);
  });
});

/**
 * Looks at what is loaded, and so loads everything itself.
 * @jest-environment node
 */
import { SUBCOMMANDS } from '../../cli/commands/index.ts';
import { recordedIo } from './support/recorded-io.ts';

/** What the contracts of workflows need to check an input. It takes 0.04 s; a client of Temporal or S3 takes 0.25 s. */
const LIGHT = ['@temporalio/common', 'commander', 'long', 'ms', 'nexus-rpc'];

/** The packages that a command loads in a process of its own. */
async function packagesOf(...argv: string[]): Promise<string[]> {
  jest.resetModules();
  const { main } = await import('../../cli/main.ts');
  expect(await main(argv, recordedIo())).toBe(0);
  const names = Object.keys(require.cache).flatMap(
    (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  return [...new Set(names)].sort();
}

it('s3-cleanup --help loads commander, and nothing else that is installed', async () => {
  expect(await packagesOf('--help')).toEqual(['commander']);
});

it.each(SUBCOMMANDS.map(({ name }) => name))('%s --help loads no client of Temporal and none of S3', async (name) => {
  const heavy = (await packagesOf(name, '--help')).filter((loaded) => !LIGHT.includes(loaded));

  expect(heavy).toEqual([]);
});

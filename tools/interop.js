const { spawnSync } = require('node:child_process');
const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

/**
 * Runs jest over test/interop. `--stores NAME,NAME…` says against which S3 servers; everything else is a flag of jest's own.
 * Default: those that every machine gets quickly (test/interop/stores.ts).
 */
const { stores, flags } = read(process.argv.slice(2));
const jest = [require.resolve('jest/bin/jest'), '--config', 'jest.on-demand.config.js', '--maxWorkers=2'];
const env = { ...process.env, ...(stores !== undefined && { S3_CLEANUP_INTEROP_STORES: stores }) };
const { status } = spawnSync(process.execPath, [...jest, ...filesFor(stores), ...flags], { stdio: 'inherit', env });
process.exitCode = status ?? 1;

function read(args) {
  const at = args.findIndex((arg) => /^--stores(=|$)/.test(arg));
  if (at === -1) return { flags: args };
  const [flag, next] = args.slice(at, at + 2);
  const isOne = flag.includes('=');
  const stores = isOne ? flag.slice('--stores='.length) : next;
  if (!stores) throw new Error('--stores goes with names, such as --stores ceph,minio');
  return { stores, flags: [...args.slice(0, at), ...args.slice(at + (isOne ? 1 : 2))] };
}

/** All but those about one server alone, which are named after it. */
function filesFor(stores) {
  if (stores === undefined) return ['test/interop'];
  const asked = stores.toLowerCase().split(',');
  const names = readdirSync(join('test', 'interop')).flatMap((file) => /^(.*)\.test\.ts$/.exec(file)?.[1] ?? []);
  const isServer = (name) => existsSync(join('test', 'conformance', 'servers', `${name}.ts`));
  return names.filter((name) => asked.includes(name) || !isServer(name)).map((name) => `test/interop/${name}.test.ts`);
}

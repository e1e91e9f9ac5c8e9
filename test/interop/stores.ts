import { type KnownServer, SERVERS, type ServerName } from '../conformance/servers/index.ts';

/** Set by `tools/interop.js --stores`. */
const ASKED_FOR = process.env.S3_CLEANUP_INTEROP_STORES;

/** Those that are quick to install. The others take minutes to build, or need a newer Python than most machines have. */
const BY_DEFAULT: ServerName[] = ['s3proxy', 'versitygw', 'moto', 'MinIO', 'Ceph'];

/** The servers that this run is about. */
export const STORES: Array<[ServerName, KnownServer]> = named(ASKED_FOR?.split(',') ?? BY_DEFAULT);

function named(names: string[]): Array<[ServerName, KnownServer]> {
  const all = Object.entries(SERVERS) as Array<[ServerName, KnownServer]>;
  return names.map((asked) => {
    const found = all.find(([name]) => name.toLowerCase() === asked.toLowerCase());
    if (!found) throw new Error(`${asked} is none of ${all.map(([name]) => name).join(', ')}`);
    return found;
  });
}

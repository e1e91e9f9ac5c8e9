import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cargoProgram } from '../../../bench/contenders/install.ts';
import { freePorts } from '../../../temporal-server/ports.ts';
import { eventually } from '../../support/poll.ts';
import { run } from '../../support/processes.ts';
import { serve } from './serve.ts';
import type { Credentials, Server } from './server.ts';

const VERSION = '2.5.0';

/** Garage takes only keys of this form. */
const CREDENTIALS: Credentials = {
  accessKeyId: `GK${'c0'.repeat(12)}`,
  secretAccessKey: 'c0'.repeat(32),
};

/** Garage, one node, over a folder of files. */
export async function startGarage(): Promise<Server> {
  const settings = { path: '' };
  const server = await serve(async (port, folder) => {
    settings.path = join(folder, 'garage.toml');
    mkdirSync(join(folder, 'meta'));
    mkdirSync(join(folder, 'data'));
    const [rpcPort] = (await freePorts(1)) as [number];
    writeFileSync(settings.path, configuration(folder, port, rpcPort));
    return { command: await garage(), args: ['-c', settings.path, 'server'] };
  });
  await assignLayout(settings.path);
  return { ...server, credentials: CREDENTIALS };
}

const garage = () => cargoProgram('garage', VERSION);

/** A node stores nothing before it has a place in the layout. */
async function assignLayout(path: string): Promise<void> {
  const { accessKeyId, secretAccessKey } = CREDENTIALS;
  const tell = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(await garage(), ['-c', path, ...args]);
    if (code !== 0) throw new Error(`garage ${args.join(' ')} failed:\n${stderr}`);
    return stdout;
  };
  const id = await eventually(async () => (await tell('node', 'id', '-q')).split('@')[0]);
  await tell('layout', 'assign', '-z', 'here', '-c', '1G', id);
  await tell('layout', 'apply', '--version', '1');
  await tell('key', 'import', '--yes', '-n', 'conformance', accessKeyId, secretAccessKey);
  await tell('key', 'allow', '--create-bucket', 'conformance');
}

function configuration(folder: string, port: number, rpcPort: number): string {
  return `metadata_dir = "${folder}/meta"
data_dir = "${folder}/data"
db_engine = "sqlite"
replication_factor = 1
rpc_bind_addr = "127.0.0.1:${rpcPort}"
rpc_public_addr = "127.0.0.1:${rpcPort}"
rpc_secret = "${randomBytes(32).toString('hex')}"

[s3_api]
s3_region = "us-east-1"
api_bind_addr = "127.0.0.1:${port}"
root_domain = ".s3.localhost"
`;
}

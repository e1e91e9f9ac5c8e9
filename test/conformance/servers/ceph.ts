import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../../temporal-server/ports.ts';
import { eventually } from '../../support/poll.ts';
import { run, type Started, start } from '../../support/processes.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { isServing } from './serve.ts';
import { CREDENTIALS, type Server } from './server.ts';

const LIFETIME_MS = 1_800_000;
/** About 10 s on an idle machine. */
const STARTS_WITHIN_MS = 120_000;

/** Ceph RGW 16.2, as Debian 12 packages it: one monitor, one OSD in memory, and the gateway. */
export async function startCeph(): Promise<Server> {
  const folder = await tempFolder();
  const daemons: Started[] = [];
  const stop = async () => {
    // The gateway first: it waits for the others as long as it runs.
    for (const { child, finished } of daemons.reverse()) {
      child.kill('SIGTERM');
      await finished.catch(() => {});
    }
    await folder.remove();
  };
  try {
    const [monitor, gateway] = (await freePorts(2)) as [number, number];
    const endpoint = `http://127.0.0.1:${gateway}`;
    await startCluster(new Cluster(folder.path, daemons), monitor, gateway);
    return { endpoint, credentials: CREDENTIALS, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startCluster(cluster: Cluster, monitorPort: number, gatewayPort: number): Promise<void> {
  const { folder } = cluster;
  const [fsid, osd] = [randomUUID(), randomUUID()];
  const [keyring, map] = [join(folder, 'keyring'), join(folder, 'monmap')];
  writeFileSync(cluster.configuration, configuration(folder, fsid, monitorPort, gatewayPort));
  for (const name of ['run', 'log', 'mon', 'osd', 'rgw']) mkdirSync(join(folder, name));

  const allowed = ['mon', 'osd', 'mds'].flatMap((of) => ['--cap', of, 'allow *']);
  await cluster.run('ceph-authtool', '--create-keyring', keyring, '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *');
  await cluster.run('ceph-authtool', keyring, '--gen-key', '-n', 'client.admin', ...allowed);
  await cluster.run('monmaptool', '--create', '--addv', 'a', `[v1:127.0.0.1:${monitorPort}]`, '--fsid', fsid, map);
  await cluster.run('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring);
  cluster.serve('ceph-mon', '-i', 'a');
  await cluster.tell('osd', 'new', osd);
  await cluster.run('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', osd);
  cluster.serve('ceph-osd', '-i', '0');
  await cluster.tell('osd', 'crush', 'add', 'osd.0', '1', 'root=default', 'host=localhost');
  cluster.serve('radosgw', '-n', 'client.rgw', '--keyring', keyring);
  const keys = [`--access-key=${CREDENTIALS.accessKeyId}`, `--secret-key=${CREDENTIALS.secretAccessKey}`];
  await cluster.run('radosgw-admin', 'user', 'create', '--uid=conformance', '--display-name=conformance', ...keys);
  await eventually(() => isServing(`http://127.0.0.1:${gatewayPort}`), STARTS_WITHIN_MS);
}

/** The programs of Ceph, all with the same configuration. */
class Cluster {
  readonly folder: string;
  readonly configuration: string;
  readonly #daemons: Started[];

  constructor(folder: string, daemons: Started[]) {
    this.folder = folder;
    this.configuration = join(folder, 'ceph.conf');
    this.#daemons = daemons;
  }

  async run(program: string, ...args: string[]): Promise<void> {
    const refusal = await this.#refusal(program, args);
    if (refusal) throw new Error(refusal);
  }

  /**
   * For commands that may be given twice. A young monitor refuses one of a hundred with EPERM, "problem getting command
   * descriptions", even after it has taken another.
   */
  async tell(...command: string[]): Promise<void> {
    let refusal: string | undefined;
    const isTaken = async () => {
      refusal = await this.#refusal('ceph', command);
      return refusal === undefined;
    };
    await eventually(isTaken, STARTS_WITHIN_MS).catch(() => Promise.reject(new Error(refusal)));
  }

  async #refusal(program: string, args: string[]): Promise<string | undefined> {
    const { code, stdout, stderr } = await run(program, this.#argsOf(program, args), { deadlineMs: STARTS_WITHIN_MS });
    return code === 0 ? undefined : `${program} ${args.join(' ')} failed:\n${stdout}${stderr}`;
  }

  /** In the foreground: a child of ours. */
  serve(program: string, ...args: string[]): void {
    const daemon = start(program, [...this.#argsOf(program, args), '-f'], { deadlineMs: LIFETIME_MS });
    daemon.finished.catch(() => {});
    this.#daemons.push(daemon);
  }

  #argsOf(program: string, args: string[]): string[] {
    return program === 'ceph-authtool' || program === 'monmaptool' ? args : ['-c', this.configuration, ...args];
  }
}

/** Everything below one folder and on loopback, without authentication between the daemons. */
function configuration(folder: string, fsid: string, monitorPort: number, gatewayPort: number): string {
  return `[global]
fsid = ${fsid}
mon host = v1:127.0.0.1:${monitorPort}
mon initial members = a
public network = 127.0.0.0/8
ms bind msgr2 = false
auth cluster required = none
auth service required = none
auth client required = none
osd objectstore = memstore
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
mon allow pool size one = true
mon max pg per osd = 1000
osd crush chooseleaf type = 0
osd crush update on start = false
osd class update on start = false
osd max object name len = 2048
run dir = ${folder}/run
log file = ${folder}/log/$name.log
admin socket = ${folder}/run/$name.asok
mon data = ${folder}/mon
osd data = ${folder}/osd
keyring = ${folder}/keyring

[client.rgw]
rgw data = ${folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:${gatewayPort}
`;
}

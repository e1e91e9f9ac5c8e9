import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

import { eventually } from '../poll.ts';
import { type TempFolder, tempFolder } from '../temp-folder.ts';
import { type Binaries, productionBinaries } from './binaries.ts';
import { configOf, PORTS } from './config.ts';
import { end } from './end.ts';
import { freeLowPorts } from './low-ports.ts';
import { Postgres, USER } from './postgres.ts';

const exec = promisify(execFile);

/** By database: where the server's module keeps its tables. */
const SCHEMAS = {
  temporal: 'postgresql/v12/temporal',
  temporal_visibility: 'postgresql/v12/visibility',
};

/** Of what the server wrote. */
const LAST_WORDS = 4_000;

const RETENTION = msToTs('1 day');

/** The Temporal server that clusters run, with all its services in one process, on a PostgreSQL of its own. */
export class ProductionTemporal {
  readonly address: string;
  readonly postgres: Postgres;
  readonly #binaries: Binaries;
  readonly #folder: TempFolder;
  #process: ChildProcess | undefined;

  private constructor(address: string, postgres: Postgres, binaries: Binaries, folder: TempFolder) {
    this.address = address;
    this.postgres = postgres;
    this.#binaries = binaries;
    this.#folder = folder;
  }

  /** Resolves when it serves the namespace `default`. */
  static async start(log: (line: string) => void = () => {}): Promise<ProductionTemporal> {
    const binaries = await productionBinaries(log);
    const folder = await tempFolder();
    const postgres = await Postgres.start(folder.path);
    for (const [database, schema] of Object.entries(SCHEMAS)) await makeTables(binaries, postgres, database, schema);
    const ports = await freeLowPorts(PORTS);
    await mkdir(join(folder.path, 'config'));
    await writeFile(join(folder.path, 'config', 'production.yaml'), configOf(postgres.port, ports));
    const temporal = new ProductionTemporal(`127.0.0.1:${ports[0]}`, postgres, binaries, folder);
    try {
      await temporal.#restart();
      await temporal.#register();
      return temporal;
    } catch (error) {
      await temporal.stop();
      throw error;
    }
  }

  /** Kills it and its database at once, and starts both again on what the disk holds. */
  async crash(): Promise<void> {
    await Promise.all([end(this.#process, 'SIGKILL'), this.postgres.kill()]);
    await this.postgres.restart();
    await this.#restart();
  }

  async #restart(): Promise<void> {
    const args = ['--root', this.#folder.path, '--config', 'config', '--env', 'production', '--allow-no-auth', 'start'];
    const child = spawn(this.#binaries.server, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    let said = '';
    const hear = (text: string) => {
      said = (said + text).slice(-LAST_WORDS);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    await eventually(async () => child.exitCode !== null || (await this.#answers()), 120_000);
    if (child.exitCode !== null) throw new Error(`the Temporal server ended with ${child.exitCode}:\n${said}`);
  }

  async databaseBytes(): Promise<number> {
    const sizes = Object.keys(SCHEMAS).map((database) => `pg_database_size('${database}')`);
    return Number(await this.postgres.ask('temporal', `CHECKPOINT; SELECT ${sizes.join(' + ')}`));
  }

  async stop(): Promise<void> {
    await end(this.#process, 'SIGKILL');
    await this.postgres.stop();
    await this.#folder.remove();
  }

  async #answers(): Promise<boolean> {
    return await this.#ask((connection) => connection.workflowService.getClusterInfo({})).then(
      () => true,
      () => false,
    );
  }

  /** A shard that nobody owns yet refuses. */
  async #register(): Promise<void> {
    const register = () =>
      this.#ask(({ workflowService }) =>
        workflowService.registerNamespace({ namespace: 'default', workflowExecutionRetentionPeriod: RETENTION }),
      );
    const describe = () =>
      this.#ask(({ workflowService }) => workflowService.describeNamespace({ namespace: 'default' }));
    await eventually(async () => {
      await register().catch(() => {});
      return await describe().then(
        () => true,
        () => false,
      );
    }, 120_000);
  }

  async #ask<T>(request: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = Connection.lazy({ address: this.address, interceptors: [] });
    try {
      return await connection.withDeadline(Date.now() + 5_000, () => request(connection));
    } finally {
      await connection.close();
    }
  }
}

async function makeTables({ sqlTool }: Binaries, { port }: Postgres, database: string, schema: string): Promise<void> {
  const where = ['--plugin', 'postgres12', '--ep', '127.0.0.1', '-p', String(port), '-u', USER, '--db', database];
  await exec(sqlTool, [...where, 'create']);
  await exec(sqlTool, [...where, 'setup-schema', '-v', '0.0']);
  await exec(sqlTool, [...where, 'update-schema', '--schema-name', schema]);
}

import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '../../../temporal-server/ports.ts';
import { eventually } from '../poll.ts';
import { end } from './end.ts';

const exec = promisify(execFile);

export const USER = 'temporal';

const DEBIAN = '/usr/lib/postgresql';

/** A PostgreSQL server of its own, in a folder, on a free port of 127.0.0.1. */
export class Postgres {
  readonly port: number;
  readonly #bin: string;
  readonly #data: string;
  #process: ChildProcess | undefined;

  private constructor(bin: string, data: string, port: number) {
    this.#bin = bin;
    this.#data = data;
    this.port = port;
  }

  /** Makes a database cluster in the folder, and starts it. */
  static async start(folder: string): Promise<Postgres> {
    const bin = binaries();
    const data = join(folder, 'postgres');
    await mkdir(data, { mode: 0o700 });
    const { uid, gid } = owner();
    if (uid !== undefined && gid !== undefined) {
      await chown(data, uid, gid);
      await exec('chmod', ['755', folder]);
    }
    await exec(join(bin, 'initdb'), ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--no-locale'], owner());
    const [port] = (await freePorts(1)) as [number];
    const postgres = new Postgres(bin, data, port);
    await postgres.restart();
    return postgres;
  }

  /** After `kill`, goes on with what is in the folder. */
  async restart(): Promise<void> {
    const settings = [
      'listen_addresses=127.0.0.1',
      `port=${this.port}`,
      'unix_socket_directories=',
      'max_connections=200',
    ];
    const args = ['-D', this.#data, ...settings.flatMap((setting) => ['-c', setting])];
    const child = spawn(join(this.#bin, 'postgres'), args, { ...owner(), stdio: 'ignore' });
    this.#process = child;
    const ready = () =>
      exec(join(this.#bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(this.port)]).then(
        () => true,
        () => false,
      );
    await eventually(async () => child.exitCode !== null || (await ready()), 60_000);
    if (child.exitCode !== null) throw new Error(`postgres ended with ${child.exitCode}`);
  }

  /** As when the machine goes down: SIGQUIT ends the server and its children without a checkpoint. */
  async kill(): Promise<void> {
    await end(this.#process, 'SIGQUIT');
  }

  async stop(): Promise<void> {
    await end(this.#process, 'SIGINT');
  }

  /** The single value that a query answers. */
  async ask(database: string, query: string): Promise<string> {
    const where = ['-h', '127.0.0.1', '-p', String(this.port), '-U', USER, '-d', database];
    const { stdout } = await exec(join(this.#bin, 'psql'), [...where, '-qAt', '-c', query]);
    return stdout.trim();
  }
}

/** Debian puts them beside PATH. */
function binaries(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a)) : [];
  const newest = versions.map((version) => join(DEBIAN, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
  if (newest) return newest;
  try {
    return dirname(execFileSync('which', ['initdb'], { encoding: 'utf8' }).trim());
  } catch {
    throw new Error('There is no PostgreSQL here: apt-get install postgresql');
  }
}

/** PostgreSQL refuses to run as root. */
function owner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

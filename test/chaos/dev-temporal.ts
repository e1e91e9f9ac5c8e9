import { join } from 'node:path';
import { findTemporalServer, startTemporalServer, type TemporalServer } from '../../temporal-server/index.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

/** A Temporal server to break, and its database. */
export interface BreakableTemporal {
  address: string;
  /** Kills it, and starts it again at the same address on the same database. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** The dev server on a database file. */
export class DevTemporal implements BreakableTemporal {
  readonly #executable: string;
  readonly #folder: TempFolder;
  #server: TemporalServer;

  private constructor(executable: string, folder: TempFolder, server: TemporalServer) {
    this.#executable = executable;
    this.#folder = folder;
    this.#server = server;
  }

  static async start(): Promise<DevTemporal> {
    const executable = await findTemporalServer({ log: () => {} });
    const folder = await tempFolder();
    const server = await startTemporalServer({ executable, dbFilename: databaseIn(folder), uiPort: false });
    return new DevTemporal(executable, folder, server);
  }

  get address(): string {
    return this.#server.address;
  }

  async crash(): Promise<void> {
    const { address, pid, exited } = this.#server;
    process.kill(pid, 'SIGKILL');
    await exited;
    this.#server = await startTemporalServer({
      executable: this.#executable,
      dbFilename: databaseIn(this.#folder),
      port: Number(address.split(':')[1]),
      uiPort: false,
    });
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    await this.#folder.remove();
  }
}

function databaseIn({ path }: TempFolder): string {
  return join(path, 'temporal.db');
}

import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePorts } from '../../../temporal-server/ports.ts';
import { eventually } from '../../support/poll.ts';
import { run, type Started, start } from '../../support/processes.ts';
import { tempFolder } from '../../support/temp-folder.ts';

export const ALERTS = resolve(__dirname, '../../../docs/grafana/alerts.yml');

/** A series of an answer; its values as Prometheus writes them. */
export interface Series {
  metric: Record<string, string>;
  value?: [number, string];
  values?: Array<[number, string]>;
}

/** Debian's Prometheus, with our alerts, scraping one target every second. */
export class Prometheus {
  readonly #url: string;
  readonly #process: Started;
  readonly #remove: () => Promise<void>;

  private constructor(url: string, process: Started, remove: () => Promise<void>) {
    this.#url = url;
    this.#process = process;
    this.#remove = remove;
  }

  static async scraping(target: string): Promise<Prometheus> {
    const folder = await tempFolder();
    const [port] = await freePorts(1);
    const config = {
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [ALERTS],
      scrape_configs: [{ job_name: 's3-cleanup', static_configs: [{ targets: [target] }] }],
    };
    const file = join(folder.path, 'prometheus.yml');
    // JSON is YAML.
    await writeFile(file, JSON.stringify(config));
    const address = `127.0.0.1:${port}`;
    const flags = [
      `--config.file=${file}`,
      `--storage.tsdb.path=${folder.path}/data`,
      `--web.listen-address=${address}`,
    ];
    const process = start('prometheus', flags, { deadlineMs: 600_000 });
    const prometheus = new Prometheus(`http://${address}`, process, folder.remove);
    await eventually(() => prometheus.#isReady());
    return prometheus;
  }

  async query(expr: string): Promise<Series[]> {
    return (await this.get<{ result: Series[] }>('query', { query: expr })).result;
  }

  /** The last two minutes, a value for each second. */
  async queryRange(query: string): Promise<Series[]> {
    const end = Date.now() / 1_000;
    const range = { start: String(end - 120), end: String(end), step: '1' };
    return (await this.get<{ result: Series[] }>('query_range', { query, ...range })).result;
  }

  /** The sum of a counter over all its series. */
  async total(selector: string): Promise<number> {
    const [sum] = await this.query(`sum(${selector})`);
    return Number(sum?.value?.[1]);
  }

  /** Rejects with what Prometheus says of a query that is none. */
  async get<Data>(path: string, parameters: Record<string, string> = {}): Promise<Data> {
    const response = await fetch(`${this.#url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const { status, error, data } = (await response.json()) as { status: string; error?: string; data: Data };
    if (status !== 'success') throw new Error(`${JSON.stringify(parameters)}: ${error}`);
    return data;
  }

  async stop(): Promise<void> {
    this.#process.child.kill('SIGTERM');
    await this.#process.finished;
    await this.#remove();
  }

  async #isReady(): Promise<boolean> {
    const response = await fetch(`${this.#url}/-/ready`).catch(() => undefined);
    return response?.ok ?? false;
  }
}

/** What promtool has to say; nothing, if all is well. */
export async function promtool(args: string[], input = ''): Promise<{ code: number | null; said: string }> {
  const { code, stderr } = await run('promtool', args, { input });
  return { code, said: stderr };
}

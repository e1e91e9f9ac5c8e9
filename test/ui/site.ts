import type { Client } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { connect, S3CleanupClient } from '../../client/index.ts';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { findTemporalServer, startTemporalServer, type TemporalServer } from '../../temporal-server/index.ts';
import { runWorker } from '../../worker/index.ts';
import type { CleanupStatus } from '../../workflows/cleanup/contract.ts';
import { statusQuery } from '../../workflows/index.ts';

// What workers say of themselves drowns what a failing test says.
Runtime.install({ logger: new DefaultLogger('ERROR') });

/** A Temporal server with its UI, a simulated S3 and a worker. */
export class Site {
  readonly s3: SimulatedS3;
  readonly client: S3CleanupClient;
  readonly #temporal: Client;
  readonly #server: TemporalServer;
  readonly #stopWorker = new AbortController();
  readonly #worker: Promise<void>;

  private constructor(s3: SimulatedS3, server: TemporalServer, temporal: Client) {
    this.s3 = s3;
    this.client = new S3CleanupClient(temporal);
    this.#temporal = temporal;
    this.#server = server;
    const connections = { default: s3.clientConfig() };
    this.#worker = runWorker({ temporal: { address: server.address }, connections }, this.#stopWorker.signal);
  }

  static async open(): Promise<Site> {
    const executable = await findTemporalServer({ log: () => {} });
    const [s3, server] = await Promise.all([SimulatedS3.start(), startTemporalServer({ executable })]);
    return new Site(s3, server, await connect({ connection: { address: server.address }, namespace: 'default' }));
  }

  /** What a job itself answers, without its children's counts: as its page has them. */
  async ownStatus(workflowId: string): Promise<CleanupStatus> {
    return await this.#temporal.workflow.getHandle(workflowId).query(statusQuery);
  }

  /** A tab of a job's page, such as `user-metadata`. */
  async page(workflowId: string, tab: string): Promise<string> {
    const { runId } = await this.client.handle(workflowId).snapshot();
    const path = `workflows/${encodeURIComponent(workflowId)}/${runId}/${tab}`;
    return `${this.#server.uiUrl}/namespaces/default/${path}`;
  }

  async close(): Promise<void> {
    this.#stopWorker.abort();
    await this.#worker;
    await this.#temporal.connection.close();
    await this.s3.stop();
    await this.#server.stop();
  }
}

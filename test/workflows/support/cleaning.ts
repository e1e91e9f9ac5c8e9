import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { findTemporalServer } from '../../../temporal-server/index.ts';
import type { CleanupInput, CleanupReport } from '../../../workflows/cleanup/contract.ts';
import type { cleanupMultipartUploads } from '../../../workflows/index.ts';
import { run } from '../../support/processes.ts';
import { startTestTemporal, type TestTemporal } from '../../support/temporal.ts';
import type { FakeBucket } from './fake-bucket.ts';

export type CleanupHandle = WorkflowHandle<typeof cleanupMultipartUploads>;

/** Waits that tests can afford: a settle long enough to be measured, no other. */
export const FAST = { settle: 1, quietPeriod: 0, retry: { initial: 1, maximum: 1 } } as const;

export interface CleaningOptions {
  maxCachedWorkflows?: number;
  /** Paths of modules with interceptors of workflows. */
  interceptors?: string[];
}

/** A dev server and a worker whose activities work on a fake bucket, one for each task queue and test. */
export class Cleaning {
  readonly #temporal: TestTemporal;
  readonly #bundle: { code: string };
  readonly #workers: Array<{ worker: Worker; running: Promise<void> }> = [];
  readonly #cache: number | undefined;

  private constructor(temporal: TestTemporal, bundle: { code: string }, maxCachedWorkflows: number | undefined) {
    this.#temporal = temporal;
    this.#bundle = bundle;
    this.#cache = maxCachedWorkflows;
  }

  static async begin({ maxCachedWorkflows, interceptors = [] }: CleaningOptions = {}): Promise<Cleaning> {
    const workflowsPath = require.resolve('../../../workflows/index.ts');
    const logger = { ...console, trace() {}, debug() {}, info() {}, log() {} };
    const [temporal, bundle] = await Promise.all([
      startTestTemporal(),
      bundleWorkflowCode({ workflowsPath, workflowInterceptorModules: interceptors, logger }),
    ]);
    return new Cleaning(temporal, bundle, maxCachedWorkflows);
  }

  get client() {
    return this.#temporal.env.client;
  }

  /** A worker with these activities until `end`; answers its task queue. */
  async serve(activities: object): Promise<string> {
    const taskQueue = randomUUID();
    const worker = await Worker.create({
      connection: this.#temporal.env.nativeConnection,
      workflowBundle: this.#bundle,
      activities,
      taskQueue,
      ...(this.#cache === undefined ? {} : { maxCachedWorkflows: this.#cache }),
    });
    this.#workers.push({ worker, running: worker.run() });
    return taskQueue;
  }

  /** Starts a job on this bucket. */
  async start(bucket: FakeBucket, input: Partial<CleanupInput> = {}, workflowId?: string): Promise<CleanupHandle> {
    const taskQueue = await this.serve(bucket.activities);
    const args: [CleanupInput] = [{ bucket: 'photos', select: { all: true }, ...FAST, ...input }];
    return this.client.workflow.start<typeof cleanupMultipartUploads>('cleanupMultipartUploads', {
      args,
      taskQueue,
      workflowId: workflowId ?? `test/${taskQueue}`,
      workflowTaskTimeout: '5s',
    });
  }

  /** A history as JSON; the SDK's own `historyToJSON` fails where two versions of protobufjs are installed. */
  async history(workflowId: string, runId: string): Promise<string> {
    const flags = ['--workflow-id', workflowId, '--run-id', runId, '--address', this.#temporal.address];
    const executable = await findTemporalServer({ log: () => {} });
    const { stdout } = await run(executable, ['workflow', 'show', '--output', 'json', ...flags]);
    return stdout;
  }

  async clean(bucket: FakeBucket, input: Partial<CleanupInput> = {}): Promise<CleanupReport> {
    return (await this.start(bucket, input)).result();
  }

  /** The failure of a job that must fail. */
  async fail(bucket: FakeBucket, input: Partial<CleanupInput> = {}): Promise<ApplicationFailure> {
    return failureOf(await this.start(bucket, input));
  }

  async end(): Promise<void> {
    for (const { worker } of this.#workers) worker.shutdown();
    await Promise.all(this.#workers.map(({ running }) => running));
    await this.#temporal.stop();
  }
}

/** What a run says of itself on its page in Temporal's UI: the query that the UI asks. */
export async function currentDetails(handle: Pick<WorkflowHandle, 'query'>): Promise<string> {
  const metadata = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}

/** The ApplicationFailure that a workflow ended with. */
export async function failureOf(handle: Pick<WorkflowHandle, 'result'>): Promise<ApplicationFailure> {
  try {
    throw new Error(`expected a failure, got ${JSON.stringify(await handle.result())}`);
  } catch (error) {
    if (error instanceof WorkflowFailedError && error.cause instanceof ApplicationFailure) return error.cause;
    throw error;
  }
}

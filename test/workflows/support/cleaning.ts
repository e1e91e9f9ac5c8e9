import { randomUUID } from 'node:crypto';
import { activityInfo } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { findTemporalServer } from '../../../temporal-server/index.ts';
import type { CleanupInput, CleanupReport } from '../../../workflows/cleanup/contract.ts';
import type { cleanupMultipartUploads } from '../../../workflows/index.ts';
import { run } from '../../support/processes.ts';
import { sharedBundle } from '../../support/shared.ts';
import { openTestNamespace, type TestTemporal } from '../../support/temporal.ts';
import { FakeAccount } from './fake-account.ts';
import type { FakeBucket } from './fake-bucket.ts';
import { WholeBucket } from './whole-bucket.ts';

export type CleanupHandle = WorkflowHandle<typeof cleanupMultipartUploads>;

/** Waits that tests can afford: a settle long enough to be measured, no other. */
export const FAST = { settle: 1, quietPeriod: 0, retry: { initial: 1, maximum: 1 } } as const;

export interface CleaningOptions {
  maxCachedWorkflows?: number;
  /** Paths of modules with interceptors of workflows. */
  interceptors?: string[];
}

/** What the workflows of one test ask of their bucket or account. */
interface Served {
  mark: string;
  activities: object;
}

/**
 * A namespace and one worker for a test file. Its activities work on the bucket or account of the test that the workflow
 * belongs to. A worker takes a second to begin, on a busy machine three: one for each test would take longer than the tests.
 */
export class Cleaning {
  readonly #temporal: TestTemporal;
  readonly #worker: Worker;
  readonly #running: Promise<void>;
  readonly #served: Served[];

  private constructor(temporal: TestTemporal, worker: Worker, served: Served[]) {
    this.#temporal = temporal;
    this.#worker = worker;
    this.#served = served;
    this.#running = worker.run();
  }

  static async begin({ maxCachedWorkflows, interceptors = [] }: CleaningOptions = {}): Promise<Cleaning> {
    const [temporal, workflowBundle] = await Promise.all([openTestNamespace(), bundleWith(interceptors)]);
    const served: Served[] = [];
    const worker = await Worker.create({
      connection: temporal.env.nativeConnection,
      namespace: temporal.namespace,
      workflowBundle,
      activities: dispatching(served),
      taskQueue: TASK_QUEUE,
      ...(maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows }),
    });
    return new Cleaning(temporal, worker, served);
  }

  get client() {
    return this.#temporal.env.client;
  }

  /** Carries out these activities for all workflows with the mark in their ID, children included; answers the task queue. */
  serve(mark: string, activities: object): string {
    this.#served.push({ mark, activities });
    return TASK_QUEUE;
  }

  /** Starts a job on this bucket. */
  async start(
    bucket: FakeBucket,
    input: Partial<CleanupInput> = {},
    workflowId = `test/${randomUUID()}`,
  ): Promise<CleanupHandle> {
    const args: [CleanupInput] = [{ bucket: 'photos', select: { all: true }, ...FAST, ...input }];
    // The IDs of its ranges have this part of it.
    const mark = workflowId.replace(/^s3-cleanup\//, '');
    return this.client.workflow.start<typeof cleanupMultipartUploads>('cleanupMultipartUploads', {
      args,
      taskQueue: this.serve(mark, bucket.activities),
      workflowId,
      workflowTaskTimeout: '5s',
    });
  }

  /** A history as JSON; the SDK's own `historyToJSON` fails where two versions of protobufjs are installed. */
  async history(workflowId: string, runId: string): Promise<string> {
    const { address, namespace } = this.#temporal;
    const flags = ['--workflow-id', workflowId, '--run-id', runId, '--address', address, '--namespace', namespace];
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
    this.#worker.shutdown();
    await this.#running;
    await this.#temporal.stop();
  }
}

const TASK_QUEUE = 'cleaning';

/** The shared bundle, or one with these interceptors. */
async function bundleWith(interceptors: string[]): Promise<{ code: string } | { codePath: string }> {
  if (interceptors.length === 0) return sharedBundle();
  const workflowsPath = require.resolve('../../../workflows/index.ts');
  const logger = new DefaultLogger('ERROR');
  return await bundleWorkflowCode({ workflowsPath, workflowInterceptorModules: interceptors, logger });
}

const ACTIVITIES = [
  ...Object.keys({ ...new WholeBucket().activities, ...new FakeAccount().activities }),
  ...['checkReceiver', 'notifyReceiver'],
];

/** Every activity there is, as the test does it that serves the workflow; the last one, where several do. */
function dispatching(served: Served[]): Record<string, (input: unknown) => Promise<unknown>> {
  const perform = (name: string) => async (input: unknown) => {
    const { workflowId = '' } = activityInfo().workflowExecution ?? {};
    const activities = served.findLast(({ mark }) => workflowId.includes(mark))?.activities;
    const activity: unknown = activities && Reflect.get(activities, name);
    if (typeof activity !== 'function') throw new Error(`no test serves ${name} to ${workflowId}`);
    return await activity(input);
  };
  return Object.fromEntries(ACTIVITIES.map((name) => [name, perform(name)]));
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

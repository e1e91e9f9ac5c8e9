import { setTimeout } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { type Client, WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { type NativeConnection, Worker } from '@temporalio/worker';
import { createActivities, type S3Gateway } from '../../../activities/index.ts';
import { Random } from '../random.ts';
import type { Broken } from '../rules/broken.ts';
import { Rules } from '../rules/rules.ts';
import { simulation } from '../runtime/current.ts';
import { ModelBucket } from '../s3/bucket.ts';
import { Faults } from '../s3/faults.ts';
import { createModelGateway } from '../s3/gateway.ts';
import { letOthersAct } from '../s3/others.ts';
import { type Scenario, START, type Steer } from '../scenario.ts';
import { faster } from './faster.ts';
import { jobIdOf } from './job-id.ts';

/** A timer of the dev server takes up to a second, so shorter waits gain nothing. */
const TIMES_FASTER = 40;

export interface Site {
  client: Client;
  nativeConnection: NativeConnection;
  namespace: string;
  workflowBundle: { code: string };
}

/** Runs a scenario of the simulator with real workflows and activities on a real server; S3 alone is the model. */
export async function runOnServer(
  { client, nativeConnection, namespace, workflowBundle }: Site,
  name: string,
  kept: Scenario,
): Promise<Broken | undefined> {
  refuse(kept);
  const scenario = faster(kept, TIMES_FASTER);
  const taskQueue = jobIdOf(name, scenario.bounds);
  const bucket = new ModelBucket(scenario, realTime);
  const rules = new Rules(scenario, bucket, realTime);
  const gateway = attributed(createModelGateway(bucket, scenario.store, faultsOf(scenario, bucket), rules));
  const worker = await Worker.create({
    connection: nativeConnection,
    namespace,
    taskQueue,
    workflowBundle,
    // Jobs share no module, so none has the constants of another.
    reuseV8Context: false,
    activities: createActivities({ s3: () => gateway }),
  });
  await worker.runUntil(async () => {
    const args = [{ bucket: bucket.name, ...scenario.input }];
    const job = await client.workflow.start('cleanupMultipartUploads', { workflowId: taskQueue, taskQueue, args });
    letOthersAct(scenario.others, bucket, (when, _, act) => later(when, act));
    steer(scenario, job);
    rules.job = (await endingOf(job)) as never;
  });
  rules.ended();
  return rules.broken;
}

/** The clock that the model is told. What is due comes by the system's timers. */
const realTime = {
  get now() {
    return Date.now();
  },
  after(milliseconds: number, run: () => void) {
    later(milliseconds, run);
    return { at: 0, order: 0, run };
  },
} as never;

function later(milliseconds: number, run: () => void): void {
  globalThis.setTimeout(run, milliseconds).unref();
}

Object.assign(simulation, { scheduler: realTime, server: { delay: (latency: number) => latency, trace: () => {} } });

/** Their times count from now on. */
function faultsOf(scenario: Scenario, bucket: ModelBucket): Faults {
  const since = Date.now() - START;
  const faults = scenario.faults.map((fault) => ({ ...fault, at: fault.at + since }));
  return new Faults({ ...scenario, faults }, bucket.name, new Random(scenario.schedule, 2).next);
}

/** The rules ask which activity a request belongs to. */
function attributed(gateway: S3Gateway): S3Gateway {
  const owned = <Call extends (...args: never[]) => Promise<unknown>>(call: Call) =>
    ((...args: never[]) => {
      const signal = args.find((arg: unknown) => arg instanceof AbortSignal) as unknown as object;
      const { info } = Context.current();
      Object.assign(signal, { owner: { isAwaited: true, info, worker: { isUp: true } } });
      return call(...args);
    }) as unknown as Call;
  return {
    ...gateway,
    listUploads: owned(gateway.listUploads),
    abortUpload: owned(gateway.abortUpload),
    listParts: owned(gateway.listParts),
  };
}

function steer({ steering }: Scenario, job: WorkflowHandle): void {
  for (const step of steering) void take(step, job).catch(() => {});
}

async function take(step: Steer, job: WorkflowHandle): Promise<void> {
  await setTimeout(step.at);
  if (step.kind === 'cancel') await job.cancel();
  if (step.kind !== 'pause') return;
  // One after the other: the server may take two requests in any order.
  await job.signal('pause');
  await setTimeout(step.for);
  await job.signal('resume');
}

/** What the rules look at of a job that has ended. */
async function endingOf(job: WorkflowHandle): Promise<object> {
  const ended = { children: new Set(), isRunning: false };
  try {
    return { ...ended, ending: { how: 'completed', result: await job.result() } };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return { ...ended, ending: { how: 'failed', error: error.cause } };
  }
}

/** What only the simulator can do. */
function refuse({ faults, steering }: Scenario): void {
  const beyond = [...faults, ...steering].find(({ kind }) => !KINDS.has(kind));
  if (beyond) throw new Error(`${beyond.kind}: a real server needs a test of its own for it`);
}

const KINDS = new Set(['denied', 'outage', 'throttling', 'NoSuchBucket once', 'pause', 'cancel']);

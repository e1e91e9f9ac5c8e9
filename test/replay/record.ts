import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { activityInfo } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { preparationId } from '../../domain/job-id.ts';
import { version } from '../../package.json';
import type { CleanupInput } from '../../workflows/cleanup/contract.ts';
import { fleetStatusQuery, prepareStatusQuery } from '../../workflows/durable/messages.ts';
import type { FleetInput } from '../../workflows/fleet/contract.ts';
import type { cleanupBuckets } from '../../workflows/fleet/workflow.ts';
import { pauseSignal, resumeSignal, statusQuery, tuneUpdate } from '../../workflows/index.ts';
import type { PrepareInput } from '../../workflows/prepare/contract.ts';
import type { prepareBucketDeletion } from '../../workflows/prepare/workflow.ts';
import { eventually } from '../support/poll.ts';
import { Cleaning, type CleanupHandle, FAST } from '../workflows/support/cleaning.ts';
import { FakeAccount } from '../workflows/support/fake-account.ts';
import { FakeBucket, outage } from '../workflows/support/fake-bucket.ts';
import { outageOf } from '../workflows/support/outage-of.ts';
import { deletedPage, WholeBucket } from '../workflows/support/whole-bucket.ts';

/**
 * Not a test: `npm run record` writes the histories that replay.test.ts replays ever after. One that is there is kept as it
 * is: what workflows did once, they may still be doing. A change of the workflows records others, under new names.
 */
describe('recording histories', () => {
  const folder = join(__dirname, 'histories', `v${version}`);
  let cleaning: Cleaning;
  beforeAll(async () => {
    cleaning = await Cleaning.begin();
    mkdirSync(folder, { recursive: true });
  });
  afterAll(() => cleaning.end());

  it.each<[string, Partial<CleanupInput>, (bucket: FakeBucket) => void, ((handle: CleanupHandle) => Promise<void>)?]>([
    ['clean', {}, (bucket) => fill(bucket, 12)],
    ['empty', {}, () => {}],
    ['stubborn', {}, (bucket) => bucket.add('stubborn', { abortsNeeded: 4 })],
    ['comes-back', {}, (bucket) => bucket.add('late', { comesBack: true })],
    ['dry-run-adds-up', { dryRun: true, idleFor: '1h' }, (bucket) => fill(bucket, 12)],
    ['dry-run-continued', { dryRun: true, limits: { uploadsPerRun: 8 } }, (bucket) => fill(bucket, 12)],
    ['measured', { measure: true, settle: 0 }, (bucket) => fill(bucket, 12)],
    ['continued', { parallelism: 1, limits: { uploadsPerRun: 4 } }, (bucket) => fill(bucket, 12)],
    ['surveyed', { limits: { uploadsPerRun: 12 } }, (bucket) => fill(bucket, 12)],
    ['shared-out', { parallelism: 2, limits: { uploadsPerRun: 4 } }, (bucket) => fill(bucket, 24)],
    ['shared-out-at-once', { parallelism: 2, limits: { uploadsPerRun: 4 } }, (bucket) => fill(bucket, 24)],
    ['full-ranges', { parallelism: 2, limits: { uploadsPerRun: 4 } }, fillRanges],
    ['ranges-in-outage', { parallelism: 2, limits: { uploadsPerRun: 4 } }, refuseTwice],
    ['marker-refused', { parallelism: 1 }, refuseMarkers],
    ['uploads-remain', { retry: { initial: 1, giveUpAfter: '1s' } }, addStuck],
    ['access-denied', {}, (bucket) => bucket.add('denied', { deny: 'abort' })],
    ['steered', { settle: '2s' }, (bucket) => fill(bucket, 12), steer],
    ['cancelled', { settle: '1h' }, (bucket) => fill(bucket, 12), cancel],
  ])('%s', async (name, input, prepare, meanwhile = async () => {}) => {
    const bucket = new FakeBucket();
    bucket.pageSize = 4;
    prepare(bucket);
    const handle = await cleaning.start(bucket, input);
    await meanwhile(handle);
    await handle.result().catch(() => {});
    await keep(name, handle.workflowId);
  });

  it('prefix', async () => {
    const bucket = new FakeBucket();
    bucket.pageSize = 4;
    fill(bucket, 24, 'raw/');
    const input = { prefix: 'raw/', parallelism: 2, limits: { uploadsPerRun: 4 } };
    const handle = await cleaning.start(bucket, input, 's3-cleanup/photos/raw/');
    await handle.result();
    await keep('prefix', handle.workflowId);
  });

  it.each<[string, Partial<PrepareInput>, (bucket: WholeBucket) => void, ((handle: Handle) => Promise<void>)?]>([
    ['prepare-ready', { blockNewUploads: true }, (bucket) => fill(bucket.uploads, 12)],
    ['prepare-deleted', { emptyObjects: true, deleteBucket: { confirm: 'prepare-deleted' } }, fillBoth],
    ['prepare-rounds', { emptyObjects: true }, refill],
    ['prepare-refused', { blockNewUploads: true, emptyObjects: true }, protectObjects],
    ['prepare-in-outage', { emptyObjects: true, blockNewUploads: true }, failTwice],
    ['prepare-steered', { settle: '2s' }, fillBoth, steerChild],
    ['prepare-cancelled', { blockNewUploads: true, settle: '1h' }, fillBoth, cancelChild],
  ])('%s', async (name, input, prepare, meanwhile = async () => {}) => {
    const bucket = new WholeBucket();
    prepare(bucket);
    const handle = await cleaning.client.workflow.start<typeof prepareBucketDeletion>('prepareBucketDeletion', {
      args: [{ bucket: name, ...FAST, ...input }],
      taskQueue: cleaning.serve(name, bucket.activities),
      workflowId: preparationId(name),
    });
    await meanwhile(handle);
    await handle.result().catch(() => {});
    await keep(name, handle.workflowId);
  });

  it.each<[string, Partial<FleetInput>, ((handle: FleetHandle) => Promise<void>)?]>([
    ['fleet-matched', { match: 'fleet-matched-*', parallelism: 2 }],
    ['fleet-continued', { match: 'fleet-continued-*', bucketsPerRun: 2 }],
    ['fleet-failing', { buckets: ['fleet-failing-0', 'fleet-failing-x', 'fleet-failing-1'] }],
    ['fleet-steered', { match: 'fleet-steered-*', settle: '2s' }, steerFleet],
    ['fleet-cancelled', { match: 'fleet-cancelled-*', settle: '1h' }, cancelFleet],
  ])('%s', async (name, input, meanwhile = async () => {}) => {
    const account = new FakeAccount();
    for (let n = 0; n < 5; n += 1) account.add(`${name}-${n}`);
    account.add(`${name}--use1-az4--x-s3`);
    const handle = await cleaning.client.workflow.start<typeof cleanupBuckets>('cleanupBuckets', {
      args: [{ select: { olderThan: '1s' }, ...FAST, ...input }],
      taskQueue: cleaning.serve(name, account.activities),
      workflowId: `fleet/${name}`,
    });
    await meanwhile(handle);
    await handle.result().catch(() => {});
    await keep(name, handle.workflowId);
  });

  /** Writes the histories of a job and its children; of a fleet its own alone. */
  async function keep(name: string, job: string): Promise<void> {
    const isFleet = name.startsWith('fleet-');
    const query = `${isFleet ? 'WorkflowId' : 'RootWorkflowId'} = "${job}"`;
    for await (const { workflowId, runId } of cleaning.client.workflow.list({ query })) {
      // `s3-cleanup:range-1/photos`
      const part = /^s3-cleanup:([\w-]+)/.exec(workflowId)?.[1] ?? 'job';
      const history = anonymous(await cleaning.history(workflowId, runId));
      const run = history.includes('"continuedExecutionRunId"') ? '-later' : '';
      const path = join(folder, `${name}.${part}${run}.json`);
      if (!existsSync(path)) writeFileSync(path, history);
    }
  }
});

type Handle = WorkflowHandle<typeof prepareBucketDeletion>;

type FleetHandle = WorkflowHandle<typeof cleanupBuckets>;

function fillBoth(bucket: WholeBucket): void {
  fill(bucket.uploads, 12);
  bucket.objects = 20;
}

/** The second range, twice: then its page shows trouble, and that of the parent does, too. */
function refuseTwice(bucket: FakeBucket): void {
  fill(bucket, 24);
  let left = 2;
  bucket.beforeList = () => {
    if (left === 0 || !activityInfo().workflowExecution?.workflowId.includes('range-2')) return;
    left -= 1;
    bucket.listFailures = [outage()];
  };
}

/** Twice, and then its page shows trouble; of the objects, that of the parent does, too. */
function failTwice(bucket: WholeBucket): void {
  fillBoth(bucket);
  for (const name of ['blockNewUploads', 'deleteObjects'] as const) outageOf(bucket.activities, name, { calls: 2 });
}

function refill(bucket: WholeBucket): void {
  fillBoth(bucket);
  bucket.beforeLook = () => {
    if (bucket.calls.length === 3) fillBoth(bucket);
  };
}

function protectObjects(bucket: WholeBucket): void {
  fillBoth(bucket);
  bucket.pages.push(deletedPage({ versions: 19, refused: { ObjectLock: 1 } }));
}

async function steerChild(handle: Handle): Promise<void> {
  await eventually(async () => (await handle.query(prepareStatusQuery)).child !== null);
  await handle.signal(pauseSignal);
  await handle.executeUpdate(tuneUpdate, { args: [{ concurrency: 8 }] });
  await handle.signal(resumeSignal);
}

async function cancelChild(handle: Handle): Promise<void> {
  await eventually(async () => (await handle.query(prepareStatusQuery)).child !== null);
  await handle.cancel();
}

async function steerFleet(handle: FleetHandle): Promise<void> {
  await eventually(async () => (await handle.query(fleetStatusQuery)).running.length > 0);
  await handle.signal(pauseSignal);
  await handle.executeUpdate(tuneUpdate, { args: [{ concurrency: 8 }] });
  await handle.signal(resumeSignal);
}

async function cancelFleet(handle: FleetHandle): Promise<void> {
  await eventually(async () => (await handle.query(fleetStatusQuery)).running.length > 0);
  await handle.cancel();
}

function fill(bucket: FakeBucket, uploads: number, prefix = ''): void {
  for (let n = 0; n < uploads; n += 1) bucket.add(`${prefix}key-${100 + n}`);
}

/** Ranges of five: more than one run takes on. */
function fillRanges(bucket: FakeBucket): void {
  fill(bucket, 24);
  bucket.pageSize = 3;
}

function refuseMarkers(bucket: FakeBucket): void {
  fill(bucket, 12);
  bucket.refusesMarkers = true;
}

function addStuck(bucket: FakeBucket): void {
  fill(bucket, 4);
  bucket.add('stuck', { abortsNeeded: Number.POSITIVE_INFINITY });
}

async function steer(handle: CleanupHandle): Promise<void> {
  await eventually(async () => (await handle.query(statusQuery)).phase === 'settling');
  await handle.signal(pauseSignal);
  await handle.executeUpdate(tuneUpdate, { args: [{ concurrency: 8 }] });
  await handle.signal(resumeSignal);
}

async function cancel(handle: CleanupHandle): Promise<void> {
  await eventually(async () => (await handle.query(statusQuery)).phase === 'settling');
  await handle.cancel();
}

/** Workers sign events with their process and host, stacks name the folders of a machine, and a namespace is of one run. */
function anonymous(history: string): string {
  return history
    .replace(/"identity": "[^"]*"/g, '"identity": "worker"')
    .replace(/"namespace": "[^"]*"/g, '"namespace": "default"')
    .replace(/"stackTrace": "(?:[^"\\]|\\.)*"/g, '"stackTrace": ""');
}

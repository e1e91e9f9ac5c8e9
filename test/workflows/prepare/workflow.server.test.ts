import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { BucketActivities, DeleteObjectsInput } from '../../../activities/bucket/contract.ts';
import { preparationId } from '../../../domain/job-id.ts';
import { statusQuery } from '../../../workflows/durable/messages.ts';
import type { PrepareInput, PrepareStatus } from '../../../workflows/prepare/contract.ts';
import type { prepareBucketDeletion } from '../../../workflows/prepare/workflow.ts';
import { eventually } from '../../support/poll.ts';
import { Cleaning, currentDetails, FAST, failureOf } from '../support/cleaning.ts';
import { outage } from '../support/fake-bucket.ts';
import { hold } from '../support/gate.ts';
import { outageOf } from '../support/outage-of.ts';
import { deletedPage, denied, WholeBucket } from '../support/whole-bucket.ts';

type Handle = WorkflowHandle<typeof prepareBucketDeletion>;

describe('prepareBucketDeletion', () => {
  let cleaning: Cleaning;
  beforeAll(async () => {
    cleaning = await Cleaning.begin();
  });
  afterAll(() => cleaning.end());

  async function start(bucket: WholeBucket, input: Partial<PrepareInput> = {}): Promise<Handle> {
    const name = `bucket-${randomUUID()}`;
    const deleteBucket = input.deleteBucket ? { deleteBucket: { confirm: name } } : {};
    return cleaning.client.workflow.start<typeof prepareBucketDeletion>('prepareBucketDeletion', {
      args: [{ bucket: name, ...FAST, settle: 0, ...input, ...deleteBucket }],
      taskQueue: cleaning.serve(name, bucket.activities),
      workflowId: preparationId(name),
      workflowTaskTimeout: '5s',
    });
  }

  const prepare = async (bucket: WholeBucket, input?: Partial<PrepareInput>) => (await start(bucket, input)).result();
  const fail = async (bucket: WholeBucket, input?: Partial<PrepareInput>) => failureOf(await start(bucket, input));
  const eventsOf = async (workflowId: string, runId?: string) =>
    (await cleaning.client.workflow.getHandle(workflowId, runId).fetchHistory()).events?.length ?? 0;

  it('looks again once all is clean and empty, and only then deletes the bucket', async () => {
    const bucket = new WholeBucket();
    bucket.uploads.add('a');
    bucket.objects = 3;

    const report = await prepare(bucket, { emptyObjects: true, deleteBucket: { confirm: '' } });

    expect(report).toMatchObject({ deleted: true, rounds: 1, uploads: { gone: 1 }, objects: { versions: 3 } });
    expect(bucket.calls).toEqual([
      ...['inspectBucket', 'deleteObjects', 'inspectBucket'],
      ...['deleteBucket', 'proveBucketGone'],
    ]);
  });

  it('goes on after an outage that meets the first listing', async () => {
    const bucket = new WholeBucket();
    bucket.uploads.add('a');
    bucket.uploads.listFailures = [1, 2, 3, 4].map(outage);

    expect(await prepare(bucket)).toMatchObject({ uploads: { gone: 1 } });
  });

  describe('in an outage', () => {
    const everything = { blockNewUploads: true, emptyObjects: true, deleteBucket: { confirm: '' } };
    const seesTrouble = (handle: Pick<Handle, 'query'>) =>
      eventually(async () => /^\*\*Since .* gets through.*$/m.exec(await currentDetails(handle))?.[0]);

    it.each<[keyof BucketActivities, number]>([
      ['inspectBucket', 2],
      ['blockNewUploads', 1],
      ['deleteBucket', 1],
    ])('of its own %s says so on its page and in its status, goes on, and says it no more', async (name, from) => {
      const bucket = new WholeBucket();
      bucket.objects = 3;
      const trouble = outageOf(bucket.activities, name, { from });
      const handle = await start(bucket, everything);

      const told = await seesTrouble(handle);
      const during = await handle.query(statusQuery);
      trouble.end();

      expect(await handle.result()).toMatchObject({ deleted: true, objects: { versions: 3 } });
      expect(told).toMatch(/no request gets through.*outage/);
      expect(during.trouble).toMatchObject({ type: 'S3Unavailable', message: 'outage' });
      expect(await currentDetails(handle)).not.toMatch(/gets through/);
      expect((await handle.query(statusQuery)).trouble).toBeUndefined();
    });

    it('of its child says so on both pages, and leads to the child', async () => {
      const bucket = new WholeBucket();
      bucket.objects = 3;
      const trouble = outageOf(bucket.activities, 'deleteObjects');
      const handle = await start(bucket, everything);
      await seesTrouble(handle);
      const { child } = (await handle.query(statusQuery)) as PrepareStatus;

      const told = await seesTrouble(handle);
      const ofChild = await seesTrouble(cleaning.client.workflow.getHandle(child ?? ''));
      trouble.end();

      expect(told).toContain(encodeURIComponent(child ?? 'no child'));
      expect(ofChild).toMatch(/no request gets through.*outage/);
      expect(await handle.result()).toMatchObject({ deleted: true, objects: { versions: 3 } });
      expect(await currentDetails(handle)).not.toMatch(/gets through/);
    });

    it('of the cleanup of its uploads says so, too, in whichever of its runs', async () => {
      const bucket = new WholeBucket();
      for (let n = 0; n < 6; n += 1) bucket.uploads.add(`key-${n}`);
      bucket.uploads.pageSize = 2;
      const trouble = outageOf(bucket.activities, 'listUploads', { from: 4 });
      const handle = await start(bucket, { parallelism: 1, limits: { uploadsPerRun: 2 } });

      await seesTrouble(handle);
      trouble.end();

      expect(await handle.result()).toMatchObject({ uploads: { gone: 6 } });
      expect(await currentDetails(handle)).not.toMatch(/gets through/);
    });

    it('tells the next activity what the one before was about to delete, so that it is counted', async () => {
      const bucket = new WholeBucket();
      bucket.objects = 3;
      const progress = { versions: ['a', 'b'], deleteMarkers: [], deleted: { versions: 0, deleteMarkers: 0 } };
      const failure = () => ApplicationFailure.create({ type: 'S3Unavailable', details: [{ progress }] });
      const given: Array<DeleteObjectsInput['before']> = [];
      const { deleteObjects } = bucket.activities;
      bucket.activities.deleteObjects = (input) => {
        given.push(input.before);
        return deleteObjects(input);
      };
      const trouble = outageOf(bucket.activities, 'deleteObjects', { failure });
      const handle = await start(bucket, { emptyObjects: true });

      await seesTrouble(handle);
      trouble.end();
      await handle.result();

      expect(given).toEqual([progress]);
    });
  });

  describe('does not believe one answer that there is no such bucket', () => {
    const everything = { blockNewUploads: true, emptyObjects: true, deleteBucket: { confirm: '' } };

    it.each<keyof WholeBucket['activities']>([
      ...(['inspectBucket', 'blockNewUploads', 'listUploads', 'abortUploads', 'verifyUploads'] as const),
      ...(['deleteObjects', 'deleteBucket'] as const),
    ])('of %s: it asks again, and goes on', async (activity) => {
      const bucket = new WholeBucket();
      bucket.uploads.add('a');
      bucket.objects = 3;
      bucket.alarms[activity] = 2;

      const report = await prepare(bucket, everything);

      const done = { deleted: true, uploads: { gone: 1 }, objects: { versions: 3 }, rounds: 1 };
      expect(report).toMatchObject(done);
      expect(bucket.calls.filter((call) => call === 'deleteBucket')).toHaveLength(1);
      expect(bucket.calls.filter((call) => call === 'bucketExists')).toHaveLength(2);
      expect(bucket.exists).toBe(false);
    });

    it('of the second look at it', async () => {
      const bucket = new WholeBucket();
      bucket.beforeLook = () => {
        if (bucket.calls.filter((call) => call === 'inspectBucket').length === 1) bucket.alarms.inspectBucket = 1;
      };

      expect(await prepare(bucket)).toMatchObject({ ready: true, deleted: false });
    });

    it('where it restores the policy', async () => {
      const bucket = new WholeBucket();
      bucket.pages.push(deletedPage({ refused: { ObjectLock: 1 } }));
      bucket.alarms.allowNewUploads = 1;

      await fail(bucket, { blockNewUploads: true, emptyObjects: true });

      expect(bucket.blocked).toBe(false);
    });

    it('and fails with S3Unavailable after ten of them in a row', async () => {
      const bucket = new WholeBucket();
      bucket.alarms.inspectBucket = 100;

      const failure = await fail(bucket);

      expect(failure.type).toBe('S3Unavailable');
      expect(bucket.alarms.inspectBucket).toBe(90);
    }, 60_000);

    it('but that of two different requests later on, which are made at once where the name may be mistyped', async () => {
      const bucket = new WholeBucket();
      bucket.exists = false;
      bucket.alarms.inspectBucket = 100;

      expect((await fail(bucket, { quietPeriod: '1h' })).type).toBe('NoSuchBucket');
      expect(bucket.alarms.inspectBucket).toBe(99);
    });

    it.each(['deleteBucket', 'deleteObjects', 'listUploads'] as const)(
      'but that of two different requests later on, be it at %s: somebody else deleted it',
      async (activity) => {
        const bucket = new WholeBucket();
        bucket.beforeLook = () => {
          bucket.exists = false;
          bucket.alarms[activity] = 100;
        };

        expect(await prepare(bucket, everything)).toMatchObject({ deleted: true });
        expect(bucket.calls.at(-1)).toBe('bucketExists');
      },
    );
  });

  it('cleans and empties another time what arrived meanwhile, and adds up all rounds', async () => {
    const bucket = new WholeBucket();
    bucket.uploads.add('early');
    bucket.objects = 2;
    bucket.beforeLook = () => {
      if (bucket.calls.length !== 3) return;
      bucket.uploads.add('late');
      bucket.objects = 5;
    };

    const report = await prepare(bucket, { emptyObjects: true });

    expect(report).toMatchObject({ rounds: 2, uploads: { selected: 2, gone: 2 }, objects: { versions: 7 } });
    expect(report.initiators).toEqual([{ id: 'writer', uploads: 2 }]);
  });

  it('fails, and restores the policy, when uploads never cease to arrive', async () => {
    const bucket = new WholeBucket();
    bucket.beforeLook = () => bucket.uploads.add('again');

    const failure = await fail(bucket, { blockNewUploads: true });

    expect(failure.type).toBe('BucketNotEmpty');
    expect(failure.details?.[0]).toMatchObject({
      report: { ready: false, rounds: 10, initiators: [{ id: 'writer' }] },
    });
    expect(bucket.blocked).toBe(false);
  });

  it('fails as it would have where the policy cannot be restored', async () => {
    const bucket = new WholeBucket();
    bucket.pages.push(deletedPage({ refused: { ObjectLock: 1 } }));
    bucket.policyFailures.push(denied());

    const failure = await fail(bucket, { blockNewUploads: true, emptyObjects: true });

    expect(failure.type).toBe('ObjectsProtected');
    expect(bucket.blocked).toBe(true);
  });

  it('goes round again for objects that S3 could not delete just then, up to a limit', async () => {
    const bucket = new WholeBucket();
    bucket.objects = 1;
    for (let round = 1; round <= 10; round += 1) bucket.pages.push(deletedPage({ refused: { InternalError: 1 } }));

    const failure = await fail(bucket, { emptyObjects: true });

    expect(failure.type).toBe('ObjectsRemain');
    expect(failure.details?.[0]).toMatchObject({ refused: { InternalError: 1 } });
  });

  it('counts what was refused once, when the listing of objects has to begin again', async () => {
    const bucket = new WholeBucket();
    const refused = { refused: { ObjectLock: 1 }, named: [{ key: 'held', reason: 'ObjectLock' }] };
    bucket.pages.push(deletedPage({ ...refused, versions: 9, next: { key: 'm' }, fromTheBeginning: true }));
    bucket.pages.push(deletedPage({ ...refused, versions: 5, fromTheBeginning: true }));

    const failure = await fail(bucket, { emptyObjects: true });

    const report = { objects: { versions: 14 } };
    expect(failure.details?.[0]).toMatchObject({ report, refused: { ObjectLock: 1 }, objects: [{ key: 'held' }] });
  });

  it('names as many refused objects as fit a payload, whatever their keys are made of', async () => {
    const bucket = new WholeBucket();
    const named = Array.from({ length: 100 }, (_, n) => ({
      key: `${'\u0001'.repeat(1_000)}${n}`,
      reason: 'ObjectLock',
    }));
    bucket.pages.push(deletedPage({ refused: { ObjectLock: 100 }, named, next: { key: 'm' }, fromTheBeginning: true }));
    bucket.pages.push(deletedPage({ refused: { ObjectLock: 100 }, named }));

    const { details } = await fail(bucket, { emptyObjects: true });

    expect(details?.[0]).toMatchObject({ refused: { ObjectLock: 200 }, objects: expect.any(Array) });
    expect(Buffer.byteLength(JSON.stringify(details))).toBeLessThan(256_000);
  });

  it('keeps counts in its history, however many uploads and objects there are', async () => {
    const [small, large] = [new WholeBucket(), new WholeBucket()];
    for (let n = 0; n < 60; n += 1) large.uploads.add(`key-${100 + n}`);
    small.uploads.add('one');
    [small.objects, large.objects] = [1, 2_000];
    const input = { emptyObjects: true, limits: { uploadsPerRun: 6 }, parallelism: 4 };

    const jobs = [await start(small, input), await start(large, input)];
    const reports = await Promise.all(jobs.map((job) => job.result()));
    const [ofSmall = 0, ofLarge = 0] = await Promise.all(jobs.map(({ workflowId }) => eventsOf(workflowId)));

    expect(reports[1]).toMatchObject({ uploads: { gone: 60 }, objects: { versions: 2_000 } });
    expect(ofSmall).toBeLessThan(60);
    expect(ofLarge).toBeLessThanOrEqual(ofSmall + 10);
  });

  it('empties in as many runs as it takes, and loses no count', async () => {
    const bucket = new WholeBucket();
    bucket.objectsPerPage = 5;
    bucket.objects = 100;

    const job = await start(bucket, { emptyObjects: true, limits: { uploadsPerRun: 10 } });
    const report = await job.result();

    const emptying = cleaning.client.workflow.getHandle(job.workflowId.replace(':prepare', ':empty'));
    const { raw } = await emptying.describe();
    expect(report).toMatchObject({ objects: { versions: 100 }, requests: { deleteObjects: 80 } });
    expect(raw.workflowExecutionInfo?.firstRunId).not.toBe(raw.workflowExecutionInfo?.execution?.runId);
  });

  it.each<[string, unknown[]]>([
    ['nothing', []],
    ['a bucket', [{ target: { connection: 'default', bucket: 'photos' }, versions: true }]],
  ])('is the only way to empty a bucket: its child refuses to be started by itself, with %s', async (_, args) => {
    const bucket = new WholeBucket();
    bucket.objects = 3;
    const workflowId = `empty-${randomUUID()}`;
    const taskQueue = cleaning.serve(workflowId, bucket.activities);

    const failure = await failureOf(
      await cleaning.client.workflow.start('emptyBucket', { args, taskQueue, workflowId }),
    );

    expect(failure).toMatchObject({ type: 'InvalidInput', details: [{ field: 'input' }] });
    expect(bucket.objects).toBe(3);
  });

  it('waits for nothing any more once it is cancelled', async () => {
    const bucket = new WholeBucket();
    bucket.uploads.add('a');
    const job = await start(bucket, { settle: '1h' });
    const child = cleaning.client.workflow.getHandle(job.workflowId.replace(':prepare', ''));
    await eventually(async () => (await child.query(statusQuery).catch(() => null))?.waitsUntil);

    await job.cancel();
    await job.result().catch(() => {});

    expect(await child.query(statusQuery)).toMatchObject({ waitsUntil: null, uploads: { selected: 1, gone: 0 } });
  });

  describe('tells on its page in the UI', () => {
    it('what it is about to do, what its child does, and how it ended', async () => {
      const bucket = new WholeBucket();
      bucket.uploads.add('a');
      bucket.objects = 3;

      const gate = hold(bucket.activities, 'listUploads');

      const job = await start(bucket, { emptyObjects: true, deleteBucket: { confirm: '' } });
      const during = await eventually(async () => {
        const details = await currentDetails(job);
        return details.includes('%2Fbucket-') && details;
      });
      gate.open();
      await job.result();
      const afterwards = await currentDetails(job);
      const child = cleaning.client.workflow.getHandle(job.workflowId.replace(':prepare', ':empty'));

      expect(during).toMatch(/^### Cleaning[\s\S]*abort every upload\s+\| \*\*at work/);
      expect(afterwards).toMatch(/^### Deleted[\s\S]*proven gone\s+\| 1 [\s\S]*versions deleted\s+\| 3 /);
      expect(await currentDetails(child)).toMatch(/^### Emptied[\s\S]*versions\s+\| 3 /);
    });

    it('what stands in the way', async () => {
      const bucket = new WholeBucket();
      bucket.pages.push(deletedPage({ refused: { ObjectLock: 1 } }));

      const job = await start(bucket, { emptyObjects: true });
      await failureOf(job);

      expect(await currentDetails(job)).toMatch(/^### ObjectsProtected[\s\S]*`ObjectLock`\s+\| 1\s/);
    });

    it('that it is paused', async () => {
      const bucket = new WholeBucket();
      bucket.uploads.add('a');
      const job = await start(bucket, { settle: '1h' });

      await job.signal('pause');

      await eventually(async () => (await currentDetails(job)).startsWith('### Paused'));
      await job.cancel();
      await job.result().catch(() => {});
      expect(await currentDetails(job)).toMatch(/^### Cancelled/);
    });
  });
});

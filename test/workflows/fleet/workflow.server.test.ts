import { randomUUID } from 'node:crypto';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { cleanupId } from '../../../domain/job-id.ts';
import { fleetStatusQuery } from '../../../workflows/durable/messages.ts';
import type { FleetInput, FleetReport } from '../../../workflows/fleet/contract.ts';
import type { cleanupBuckets } from '../../../workflows/index.ts';
import { pauseSignal, resumeSignal, tuneUpdate } from '../../../workflows/index.ts';
import { eventually } from '../../support/poll.ts';
import { Cleaning, currentDetails, FAST, failureOf } from '../support/cleaning.ts';
import { FakeAccount, overConnections } from '../support/fake-account.ts';
import { Gate, hold } from '../support/gate.ts';
import { outageOf } from '../support/outage-of.ts';

const byName = ({ rows }: FleetReport) => [...rows].sort((a, b) => (a.bucket < b.bucket ? -1 : 1));

type FleetHandle = WorkflowHandleWithFirstExecutionRunId<typeof cleanupBuckets>;

describe('cleanupBuckets', () => {
  let cleaning: Cleaning;
  let account: FakeAccount;
  /** Unique, as the workflow IDs of the children are made of the buckets' names. */
  let site: string;
  /** Accounts of further connections. */
  let others: Record<string, FakeAccount> | undefined;
  beforeAll(async () => {
    cleaning = await Cleaning.begin();
  });
  afterAll(() => cleaning.end());
  beforeEach(() => {
    account = new FakeAccount();
    others = undefined;
    site = randomUUID().slice(0, 8);
  });

  const name = (which: number | string) => `${site}-${which}`;

  async function start(input: Partial<FleetInput>): Promise<FleetHandle> {
    const activities = others ? overConnections({ default: account, ...others }) : account.activities;
    const taskQueue = cleaning.serve(site, activities);
    const args: [FleetInput] = [{ select: { all: true }, ...FAST, ...input }];
    return cleaning.client.workflow.start<typeof cleanupBuckets>('cleanupBuckets', {
      args,
      taskQueue,
      workflowId: `fleet/${site}`,
    });
  }

  const clean = async (input: Partial<FleetInput>) => (await start(input)).result();
  const fail = async (input: Partial<FleetInput>) => failureOf(await start(input));

  /** No bucket gets further than to its first listing. */
  function holdAll(): Gate {
    const gate = new Gate();
    for (const { activities } of account.buckets.values()) hold(activities, 'listUploads', gate);
    return gate;
  }

  const seesTrouble = (handle: FleetHandle) =>
    eventually(async () => /^\*\*Since .* gets through.*$/m.exec(await currentDetails(handle))?.[0]);

  it('shows an outage that meets its listing of buckets, until it goes on', async () => {
    for (let n = 0; n < 5; n += 1) account.add(name(n));
    const trouble = outageOf(account.activities, 'listBuckets', { from: 2 });
    const handle = await start({ match: `${site}-*` });

    const told = await seesTrouble(handle);
    const during = await handle.query(fleetStatusQuery);
    trouble.end();

    expect(told).toMatch(/no request gets through.*outage/);
    expect(during.trouble).toMatchObject({ type: 'S3Unavailable' });
    expect(await handle.result()).toMatchObject({ buckets: { total: 5, clean: 5 } });
    expect((await handle.query(fleetStatusQuery)).trouble).toBeUndefined();
  });

  it('shows an outage that meets one of its buckets, and leads to it', async () => {
    for (const which of ['a', 'b']) account.add(name(which));
    account.unreachable.add(name('b'));
    const handle = await start({ buckets: [name('a'), name('b')] });

    const told = await seesTrouble(handle);
    account.unreachable.clear();

    expect(told).toContain(encodeURIComponent(cleanupId({ bucket: name('b') })));
    expect(await handle.result()).toMatchObject({ buckets: { total: 2, clean: 2 } });
    expect(await currentDetails(handle)).not.toMatch(/gets through/);
  });

  it('cleans the buckets it is given, and no other', async () => {
    account.add(name('a'), 2);
    account.add(name('b'), 3);
    account.add(name('other'));

    const report = await clean({ buckets: [name('b'), name('a')] });

    expect(report).toMatchObject({
      outcome: 'clean',
      match: null,
      buckets: { total: 2, clean: 2, uploadsRemain: 0, alreadyRunning: 0, failed: 0 },
      uploads: { selected: 5, gone: 5 },
      rows: [
        { bucket: name('b'), outcome: 'clean', uploads: { selected: 3, gone: 3, kept: 0 }, failure: null },
        { bucket: name('a'), outcome: 'clean', uploads: { selected: 2, gone: 2, kept: 0 }, failure: null },
      ],
    });
    expect(account.uploadsLeft).toBe(1);
  });

  it('finds the buckets that match, over all pages, general purpose and directory buckets', async () => {
    for (let n = 0; n < 7; n += 1) account.add(name(n));
    account.add(name('logs--use1-az4--x-s3'));
    account.add('another');

    const report = await clean({ match: `${site}-*`, parallelism: 8 });

    expect(report.buckets).toMatchObject({ total: 8, clean: 8 });
    expect(report.notListed).toBeUndefined();
    expect(account.buckets.get('another')?.uploads).toHaveLength(1);
  });

  it('tells of each bucket its region and what its lifecycle does, and is stopped by neither', async () => {
    for (const which of ['rule', 'none', 'denied']) account.add(name(which));
    account.lifecycles.set(name('rule'), { abortsAfterDays: 7, prefixes: [{ prefix: 'logs/', days: 1 }] });
    account.lifecycles.set(name('denied'), ApplicationFailure.create({ type: 'AccessDenied', nonRetryable: true }));

    const report = await clean({ match: `${site}-*`, parallelism: 4 });

    expect(report).toMatchObject({ outcome: 'clean', requests: { bucket: 2 } });
    const told = report.rows.map(({ bucket, region, lifecycle }) => ({ bucket, region, lifecycle }));
    expect(told).toEqual([
      { bucket: name('denied'), region: null, lifecycle: { abortsAfterDays: 'unknown' } },
      { bucket: name('none'), region: 'eu-central-1', lifecycle: { abortsAfterDays: null } },
      {
        bucket: name('rule'),
        region: 'eu-central-1',
        lifecycle: { abortsAfterDays: 7, prefixes: [{ prefix: 'logs/', days: 1 }] },
      },
    ]);
  });

  describe('over several connections', () => {
    let archive: FakeAccount;
    beforeEach(() => {
      archive = new FakeAccount();
      others = { archive };
    });
    const both = { connections: ['default', 'archive'] };
    const cleaned = async (input: Partial<FleetInput> = {}) => {
      const report = await clean({ match: `${site}-*`, ...both, parallelism: 8, ...input });
      return {
        report,
        rows: report.rows.map(({ bucket, connection, outcome }) => `${connection} ${bucket} ${outcome}`),
      };
    };

    it('cleans the buckets of each', async () => {
      account.add(name('a'));
      archive.add(name('b'));

      const { rows } = await cleaned();

      expect(rows).toEqual([`default ${name('a')} clean`, `archive ${name('b')} clean`]);
      expect([account.uploadsLeft, archive.uploadsLeft]).toEqual([0, 0]);
    });

    it('cleans a bucket once that both reach, and says so', async () => {
      account.store = archive.store = 'aws';
      account.add(name('a'));
      archive.add(name('a'));

      const { rows, report } = await cleaned();

      expect(rows).toEqual([`default ${name('a')} clean`]);
      expect([account.uploadsLeft, archive.uploadsLeft]).toEqual([0, 1]);
      expect(report.reachedTwice).toEqual([{ connection: 'archive', buckets: 1, names: [name('a')] }]);
    });

    it('cleans buckets of one name in different S3s, by jobs of different IDs, over all its runs', async () => {
      account.store = 'aws';
      archive.store = 'another';
      const buckets = [1, 2, 3].flatMap((n) => [account.add(name(n)), archive.add(name(n))]);
      const gate = hold(archive.add(name(0)).activities, 'listUploads');
      account.add(name(0));
      const fleet = await start({ match: `${site}-*`, ...both, bucketsPerRun: 3 });
      await eventually(() => gate.arrived > 0);

      const { running } = await fleet.query(fleetStatusQuery);
      gate.open();
      const report = await fleet.result();

      expect(running).toContain(`archive:${name(0)}`);
      expect(report.runs).toBe(3);
      expect(report.buckets).toMatchObject({ total: 8, clean: 8 });
      expect(buckets.flatMap(({ uploads }) => uploads)).toEqual([]);
      const { status } = await cleaning.client.workflow.getHandle(`s3-cleanup/archive:${name(0)}`).describe();
      expect(status.name).toBe('COMPLETED');
    });

    it('fails before it touches anything where one connection is unknown', async () => {
      account.add(name('a'));

      const { type } = await fail({ match: `${site}-*`, connections: ['default', 'unknown'] });

      expect([type, account.uploadsLeft]).toEqual(['UnknownConnection', 1]);
    });
  });

  it('goes on without directory buckets where S3 does not list them, and says so', async () => {
    account.add(name('a'));
    account.directoryFailure = ApplicationFailure.create({ type: 'AccessDenied', nonRetryable: true });

    const report = await clean({ match: `${site}-*` });

    expect(report).toMatchObject({
      outcome: 'clean',
      notListed: [{ connection: 'default', kind: 'directory', type: 'AccessDenied' }],
    });
  });

  it.each([
    ['a pattern that matches nothing', { match: 'nothing-*' }],
    ['one name that is none among others', { buckets: ['aaa', 'a/b'] }],
  ])('refuses %s, and touches no bucket', async (_, input) => {
    account.add('aaa');

    expect((await fail(input)).type).toBe('InvalidInput');
    expect(account.uploadsLeft).toBe(1);
  });

  it('reports a bucket that fails, by type, and cleans the others', async () => {
    for (let n = 0; n < 4; n += 1) account.add(name(n));
    account.add(name('stuck'), 2).add('held', { abortsNeeded: Number.POSITIVE_INFINITY });
    account
      .add(name('denied'))
      .listFailures.push(ApplicationFailure.create({ type: 'AccessDenied', nonRetryable: true }));
    const buckets = [...account.buckets.keys(), name('missing')];

    const report = await clean({ buckets, retry: { initial: 1, maximum: 1, giveUpAfter: '1s' } });

    expect(report).toMatchObject({
      outcome: 'uploads-remain',
      buckets: { total: 7, clean: 4, uploadsRemain: 1, failed: 2 },
      uploads: { selected: 7, gone: 6 },
    });
    const failed = byName(report).filter(({ outcome }) => outcome !== 'clean');
    expect(failed).toMatchObject([
      { bucket: name('denied'), outcome: 'failed', uploads: null, failure: { type: 'AccessDenied' } },
      { bucket: name('missing'), outcome: 'failed', uploads: null, failure: { type: 'NoSuchBucket' } },
      {
        bucket: name('stuck'),
        outcome: 'uploads-remain',
        uploads: { selected: 3, gone: 2 },
        failure: { type: 'UploadsRemain' },
      },
    ]);
  });

  it('leaves a bucket alone that another job works on', async () => {
    account.add(name('free'));
    account.add(name('busy'));
    const other = await cleaning.client.workflow.start('cleanupMultipartUploads', {
      workflowId: `s3-cleanup/${name('busy')}`,
      taskQueue: 'nobody',
      args: [],
    });

    const report = await clean({ buckets: [name('busy'), name('free')] });

    await other.terminate();
    expect(report.outcome).toBe('failed');
    expect(byName(report)).toMatchObject([
      { bucket: name('busy'), outcome: 'already-running', failure: { type: 'AlreadyRunning' } },
      { bucket: name('free'), outcome: 'clean' },
    ]);
    expect(account.uploadsLeft).toBe(1);
  });

  it('reports a job that somebody else ends', async () => {
    const gate = hold(account.add(name('a')).activities, 'listUploads');
    account.add(name('b'));
    const fleet = await start({ buckets: [name('a'), name('b')] });
    await eventually(() => gate.arrived > 0);

    await cleaning.client.workflow.getHandle(`s3-cleanup/${name('a')}`).terminate();
    gate.open();
    const report = await fleet.result();

    expect(byName(report)).toMatchObject([
      { bucket: name('a'), outcome: 'failed', failure: { type: 'Terminated' } },
      { bucket: name('b'), outcome: 'clean' },
    ]);
  });

  it('works on as many buckets at once as it may', async () => {
    for (let n = 0; n < 9; n += 1) account.add(name(n));
    const gate = holdAll();
    const fleet = await start({ buckets: [...account.buckets.keys()], parallelism: 3 });
    await eventually(() => gate.arrived >= 3);

    const { running } = await fleet.query(fleetStatusQuery);
    gate.open();

    expect(running).toHaveLength(3);
    expect((await fleet.result()).buckets.clean).toBe(9);
    expect(account.peak).toBe(3);
  });

  it('continues as new with what it knows, and the cut-off of its start', async () => {
    for (let n = 0; n < 8; n += 1) account.add(name(n));

    const report = await clean({ match: `${site}-*`, bucketsPerRun: 3, select: { olderThan: '1s' } });

    expect(report).toMatchObject({
      runs: 3,
      match: `${site}-*`,
      buckets: { total: 8, clean: 8 },
      uploads: { gone: 8 },
    });
    const cutOffs = [...account.buckets.values()].flatMap(({ calls }) =>
      calls.flatMap((call) => (call.activity === 'list' ? [call.input.initiatedBefore] : [])),
    );
    expect(new Set(cutOffs)).toEqual(new Set([report.selection.initiatedBefore]));
  });

  it('tells how far it is on its page in the UI, in every run', async () => {
    for (let n = 0; n < 3; n += 1) account.add(name(n));
    account.add(name('denied'), 0).add('key', { deny: 'abort' });

    const fleet = await start({ match: `${site}-*`, bucketsPerRun: 2 });
    await fleet.result();
    const first = cleaning.client.workflow.getHandle(fleet.workflowId, fleet.firstExecutionRunId);

    expect(await currentDetails(first)).toMatch(
      /^### Continued as a new run: buckets like.*\*\*50 %\*\* of 4 buckets/s,
    );
    expect(await currentDetails(fleet)).toMatch(/^### Failed.*clean\s+\| 3 \|.*-denied\].*AccessDenied/s);
  });

  it('pauses, resumes and tunes every bucket at work', async () => {
    for (let n = 0; n < 3; n += 1) account.add(name(n));
    const buckets = [...account.buckets.keys()];
    const gate = holdAll();
    const fleet = await start({ buckets, parallelism: 2 });
    const statusOfChild = (which: number) =>
      cleaning.client.workflow
        .getHandle(`s3-cleanup/${name(which)}`)
        .query<{ paused: boolean; limits: object }>('status');
    await eventually(async () => (await fleet.query(fleetStatusQuery)).running.length === 2);

    await fleet.signal(pauseSignal);
    const limits = await fleet.executeUpdate(tuneUpdate, { args: [{ concurrency: 7, requestsPerSecond: 50 }] });
    const paused = await eventually(async () => {
      const child = await statusOfChild(0);
      return child.paused && child;
    });
    const whilePaused = await fleet.query(fleetStatusQuery);
    gate.open();
    await fleet.signal(resumeSignal);

    const report = await fleet.result();
    expect(limits).toEqual({ concurrency: 7, requestsPerSecond: 50 });
    expect(paused.limits).toEqual(limits);
    expect(whilePaused).toMatchObject({ paused: true, buckets: { total: 3, waiting: 1 } });
    expect((await statusOfChild(2)).limits).toEqual(limits);
    expect(report.buckets.clean).toBe(3);
  });

  it('ends its buckets when it is cancelled', async () => {
    account.add(name('a'));
    const fleet = await start({ buckets: [name('a'), name('b')], parallelism: 1, settle: '1h' });
    const job = cleaning.client.workflow.getHandle(`s3-cleanup/${name('a')}`);
    await eventually(() =>
      job.describe().then(
        () => true,
        () => false,
      ),
    );

    await fleet.cancel();

    await expect(fleet.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect((await job.describe()).status.name).toBe('CANCELLED');
  });

  describe('in an outage of S3', () => {
    /** So often, S3 refuses what six buckets ask: more than any first contact is tried. */
    const LONG = 40;

    const which = (by: string): Partial<FleetInput> =>
      by === 'pattern' ? { match: `${site}-*` } : { buckets: [...account.buckets.keys()] };

    it.each([
      ['by pattern', 'pattern', false],
      ['by name', 'name', false],
      ['by pattern, to count', 'pattern', true],
      ['by name, to count', 'name', true],
    ])('goes on afterwards with the buckets that waited, chosen %s', async (_, by, dryRun) => {
      for (let n = 0; n < 6; n += 1) account.add(name(n), 2);
      const first = account.buckets.get(name(0));
      if (first) first.beforeList = () => (account.isDown = account.refused === 0);
      const fleet = await start({ ...which(by), parallelism: 3, dryRun, measure: false });
      await eventually(() => account.refused >= LONG);
      account.isDown = false;

      const { buckets, rows } = await fleet.result();

      expect(rows.filter(({ failure }) => failure)).toEqual([]);
      expect(buckets).toMatchObject({ total: 6, clean: 6, failed: 0 });
    });

    it.each([['pattern'], ['name']])('that is there from the start fails at once, chosen by %s', async (by) => {
      for (let n = 0; n < 3; n += 1) account.add(name(n));
      account.isDown = true;

      const failure = await fail(which(by));

      expect(failure.type).toBe('S3Unavailable');
      const children = cleaning.client.workflow.list({ query: `WorkflowId STARTS_WITH "s3-cleanup/${site}"` });
      for await (const child of children) expect(child.workflowId).toBe('none');
    });

    it('lists the other pages of buckets after it', async () => {
      for (let n = 0; n < 7; n += 1) account.add(name(n));
      account.beforeListing = ({ kind, token }) => {
        account.isDown = kind === 'general-purpose' && token !== undefined && account.refused < 6;
      };

      expect((await clean({ match: `${site}-*` })).buckets).toMatchObject({ total: 7, clean: 7 });
    });

    it('of one bucket only, the first of several, does the others', async () => {
      for (let n = 0; n < 3; n += 1) account.add(name(n));
      account.unreachable.add(name(0));

      const fleet = await start({ buckets: [name(0), name(1), name(2)], parallelism: 3 });
      await eventually(async () => (await fleet.query(fleetStatusQuery)).buckets.clean === 2);
      account.unreachable.clear();

      expect((await fleet.result()).buckets).toMatchObject({ clean: 3 });
    });
  });

  it('counts and aborts nothing in a dry run', async () => {
    account.add(name('a'), 2);

    const report = await clean({ buckets: [name('a')], dryRun: true });

    expect(report).toMatchObject({
      outcome: 'dry-run',
      measured: { parts: 4, bytes: 20 },
      uploads: { selected: 2, gone: 0 },
    });
    expect(account.uploadsLeft).toBe(2);
  });
});

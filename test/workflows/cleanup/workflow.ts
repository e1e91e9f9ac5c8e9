import { rangeId } from '../../../domain/job-id.ts';
import { Cleaning, type CleaningOptions } from '../support/cleaning.ts';
import { FakeBucket } from '../support/fake-bucket.ts';

/** What the main job does, whether the worker remembers its workflows or replays their whole history at every task. */
export function describeCleanup(options: CleaningOptions = {}): void {
  let cleaning: Cleaning;
  let bucket: FakeBucket;
  beforeAll(async () => {
    cleaning = await Cleaning.begin(options);
  });
  afterAll(() => cleaning.end());
  beforeEach(() => {
    bucket = new FakeBucket();
  });

  it('aborts and verifies every upload, and lists afresh before it calls the bucket clean', async () => {
    for (let n = 0; n < 25; n += 1) bucket.add(`key-${n}`);
    bucket.pageSize = 10;

    const report = await cleaning.clean(bucket);

    expect(report).toMatchObject({ outcome: 'clean', passes: 2, uploads: { listed: 25, selected: 25, gone: 25 } });
    // Three pages, a survey for ranges, and the listing that shows nothing.
    expect(report.requests).toEqual({ list: 5, abort: 25, listParts: 25, throttled: 0 });
    expect(report.initiators).toEqual([{ id: 'writer', uploads: 25 }]);
    expect(bucket.calls.at(-1)?.activity).toBe('list');
  });

  it('verifies no sooner than settle after the abort', async () => {
    const upload = bucket.add('a');

    await cleaning.clean(bucket, { settle: '1500ms' });

    expect(bucket.settled(upload)).toBeGreaterThanOrEqual(1_500);
  });

  it('aborts again what an abort left in place', async () => {
    const easy = bucket.add('easy');
    const stubborn = bucket.add('stubborn', { abortsNeeded: 3 });

    const report = await cleaning.clean(bucket);

    expect([bucket.aborts(easy), bucket.aborts(stubborn)]).toEqual([1, 3]);
    expect(report.uploads).toMatchObject({ selected: 2, gone: 2, reaborted: 1 });
  });

  it('keeps uploads initiated at or after the cut-off', async () => {
    bucket.add('a', { initiated: '2026-01-01T00:00:00Z' });
    const young = bucket.add('a', { initiated: '2026-02-01T00:00:00Z' });

    const report = await cleaning.clean(bucket, { select: { initiatedBefore: '2026-02-01T00:00:00Z' } });

    expect(bucket.uploads).toEqual([young]);
    expect(report.uploads).toMatchObject({ listed: 2, selected: 1, gone: 1, keptYoung: 1 });
  });

  it('keeps uploads that got a part within idleFor before the job began', async () => {
    bucket.add('idle', { active: '2026-01-01T00:00:00Z' });
    const active = bucket.add('active', { active: new Date(Date.now() - 60_000).toISOString() });

    const report = await cleaning.clean(bucket, { idleFor: '1h' });

    expect(bucket.uploads).toEqual([active]);
    expect(report.uploads).toMatchObject({ listed: 2, selected: 1, gone: 1, keptActive: 1 });
  });

  it('keeps uploads that look completed in every pass, and counts each once beside those that are gone', async () => {
    const kept = ['a', 'b'].map((key) => bucket.add(key, { completed: true }));
    bucket.add('c');
    bucket.add('late', { comesBack: true });

    const report = await cleaning.clean(bucket, { cleanPasses: 2 });

    expect(bucket.uploads).toEqual(kept);
    expect(report).toMatchObject({
      passes: 4,
      uploads: { listed: 4, selected: 2, gone: 2, keptCompleted: 2, reaborted: 1 },
      kept: [
        { key: 'a', reason: 'LooksCompleted' },
        { key: 'b', reason: 'LooksCompleted' },
      ],
    });
  });

  it('aborts uploads that look completed where it is told to', async () => {
    bucket.add('a', { completed: true });

    const report = await cleaning.clean(bucket, { keepCompleted: 'never' });

    expect(report).toMatchObject({ uploads: { selected: 1, gone: 1, keptCompleted: 0 } });
    expect(report).not.toHaveProperty('kept');
  });

  it('counts an upload once that comes back after it was verified gone', async () => {
    const upload = bucket.add('late', { comesBack: true });

    const report = await cleaning.clean(bucket);

    expect(bucket.aborts(upload)).toBe(2);
    expect(report).toMatchObject({ passes: 3, uploads: { selected: 1, gone: 1, reaborted: 1 } });
  });

  it('counts an upload that is listed again and one beside it that is new, once each, for who initiated them', async () => {
    bucket.add('late', { comesBack: true });
    bucket.beforeList = () => {
      if (bucket.calls.length === 3) bucket.add('new', { initiated: new Date().toISOString() });
    };

    const report = await cleaning.clean(bucket);

    expect(report.uploads).toMatchObject({ selected: 2, gone: 2 });
    expect(report.initiators).toEqual([{ id: 'writer', uploads: 2 }]);
  });

  it.each([
    ['in one run after another', { parallelism: 1, limits: { uploadsPerRun: 400 } }],
    ['in ranges', { parallelism: 3, limits: { uploadsPerRun: 150 } }],
    ['in one run', {}],
  ])('counts what needed several aborts once, when more remains than a run holds: %s', async (_, input) => {
    for (let n = 0; n < 600; n += 1) {
      bucket.add(`key-${1_000 + n}${'x'.repeat(900)}`, { abortsNeeded: n % 6 === 0 ? 1 : 3 });
    }
    bucket.pageSize = 100;

    const report = await cleaning.clean(bucket, input);

    expect(report.uploads).toMatchObject({ selected: 600, gone: 600, reaborted: 500 });
    expect(report.initiators).toEqual([{ id: 'writer', uploads: 600 }]);
  });

  it('gives ranges IDs that no prefix makes', async () => {
    for (let n = 0; n < 12; n += 1) bucket.add(`raw/${100 + n}`);
    bucket.pageSize = 4;
    const input = { prefix: 'raw/', limits: { uploadsPerRun: 4 }, parallelism: 2 };

    await (await cleaning.start(bucket, input, 's3-cleanup/photos/raw/')).result();

    const ids = new Set(bucket.calls.map(({ workflowId }) => workflowId));
    expect([...ids]).toContain('s3-cleanup:range-1/photos/raw/');
  });

  it('counts what remains of a range once, when the range lists it again', async () => {
    for (let n = 0; n < 40; n += 1) bucket.add(`key-${100 + Math.ceil(n / 2)}`, { abortsNeeded: 4 });
    bucket.pageSize = 4;

    const report = await cleaning.clean(bucket, { limits: { uploadsPerRun: 10 }, parallelism: 3 });

    expect(report.uploads).toMatchObject({ selected: 40, gone: 40, reaborted: 40 });
    expect(report.initiators).toEqual([{ id: 'writer', uploads: 40 }]);
  });

  it('keeps its totals when it continues as new', async () => {
    for (let n = 0; n < 30; n += 1) bucket.add(`key-${100 + n}`, { abortsNeeded: n % 10 === 0 ? 2 : 1 });
    bucket.add('young', { initiated: '2026-02-01T00:00:00Z' });
    bucket.pageSize = 4;

    const report = await cleaning.clean(bucket, {
      select: { initiatedBefore: '2026-02-01T00:00:00Z' },
      limits: { uploadsPerRun: 8 },
      parallelism: 1,
    });

    expect(report.runs).toBeGreaterThan(3);
    expect(report.uploads).toMatchObject({ listed: 31, selected: 30, gone: 30, keptYoung: 1, reaborted: 3 });
    expect(report.initiators).toEqual([{ id: 'writer', uploads: 30 }]);
  });

  it('hands ranges of keys to children from the start where there is more than one run takes on', async () => {
    for (let n = 0; n < 60; n += 1) bucket.add(`key-${100 + (n % 30)}`, { abortsNeeded: n % 20 === 0 ? 3 : 1 });
    bucket.add('key-200', { initiated: '2026-03-01T00:00:00Z' });
    bucket.pageSize = 4;

    const report = await cleaning.clean(bucket, {
      select: { initiatedBefore: '2026-02-01T00:00:00Z' },
      limits: { uploadsPerRun: 10 },
      parallelism: 3,
    });

    expect(report).toMatchObject({ outcome: 'clean', runs: 1 });
    expect(report.uploads).toMatchObject({ listed: 61, selected: 60, gone: 60, keptYoung: 1, reaborted: 3 });
    expect(report.initiators).toEqual([{ id: 'writer', uploads: 60 }]);
    const aborting = new Set(bucket.calls.flatMap((call) => (call.activity === 'abort' ? [call.workflowId] : [])));
    expect([...aborting].filter((id) => !/:range-\d+:/.test(id))).toEqual([]);
    expect(aborting.size).toBeGreaterThan(3);
  });

  it('ends a range with the run that finds nothing left of it, although that has grown long', async () => {
    for (let n = 0; n < 24; n += 1) bucket.add(`key-${100 + n}`);
    bucket.pageSize = 3;

    const job = await cleaning.start(bucket, { limits: { uploadsPerRun: 4 }, parallelism: 2 });

    expect(await job.result()).toMatchObject({ outcome: 'clean', uploads: { selected: 24, gone: 24 } });
    const { runId, raw } = await cleaning.client.workflow.getHandle(rangeId(job.workflowId, 'range-1')).describe();
    expect(raw.workflowExecutionInfo?.firstRunId).toBe(runId);
    const first = bucket.calls.filter(({ workflowId }) => workflowId.includes(':range-1:'));
    expect(first.flatMap((call) => (call.activity === 'abort' ? call.uploads : [])).length).toBeGreaterThanOrEqual(4);
  });

  it('hands no range to a child where one run takes all on', async () => {
    for (let n = 0; n < 30; n += 1) bucket.add(`key-${100 + n}`);
    bucket.pageSize = 4;

    const report = await cleaning.clean(bucket, { limits: { uploadsPerRun: 30 }, parallelism: 3 });

    expect(report).toMatchObject({ outcome: 'clean', runs: 2, uploads: { selected: 30, gone: 30 } });
    expect(new Set(bucket.calls.map((call) => call.workflowId)).size).toBe(1);
  });

  it('cleans many uploads of one key over many runs', async () => {
    for (let n = 0; n < 20; n += 1) bucket.add('same');
    bucket.pageSize = 3;

    const report = await cleaning.clean(bucket, { limits: { uploadsPerRun: 5 } });

    expect(report.uploads).toMatchObject({ selected: 20, gone: 20 });
  });

  it('counts kept uploads of a key once although a run ended in the middle of it', async () => {
    for (let n = 0; n < 6; n += 1) {
      bucket.add('b', { initiated: n % 2 ? '2026-01-01T00:00:00Z' : '2026-03-01T00:00:00Z' });
    }
    bucket.add('a', { initiated: '2026-03-01T00:00:00Z' });
    bucket.pageSize = 2;

    const report = await cleaning.clean(bucket, {
      select: { initiatedBefore: '2026-02-01T00:00:00Z' },
      limits: { uploadsPerRun: 1 },
    });

    expect(report.uploads).toMatchObject({ listed: 7, selected: 3, gone: 3, keptYoung: 4 });
  });

  it('goes on from the last key listed to its end when S3 refuses a marker', async () => {
    for (let n = 0; n < 12; n += 1) bucket.add(`key-${n % 4}`);
    bucket.pageSize = 5;
    bucket.refusesMarkers = true;

    const report = await cleaning.clean(bucket);

    expect(report).toMatchObject({ outcome: 'clean', uploads: { selected: 12, gone: 12 } });
  });

  it('goes on from markers of our own, in one listing over many runs, where S3 lists everything at once', async () => {
    for (let n = 0; n < 30; n += 1) bucket.add(`key-${100 + (n % 10)}`);
    bucket.add('key-200', { initiated: '2026-03-01T00:00:00Z' });
    bucket.pageSize = 4;
    bucket.unpaged = true;

    const report = await cleaning.clean(bucket, {
      select: { initiatedBefore: '2026-02-01T00:00:00Z' },
      limits: { uploadsPerRun: 8 },
    });

    expect(report).toMatchObject({ outcome: 'clean', uploads: { selected: 30, gone: 30, keptYoung: 1 } });
    expect(report.runs).toBeGreaterThan(3);
    // Eight pages, and one of the pass that finds nothing.
    expect(report.requests.list).toBe(9);
    expect(new Set(bucket.calls.map((call) => call.workflowId)).size).toBe(1);
  });

  it('lists a directory bucket, and begins again where its opaque marker is refused', async () => {
    for (let n = 0; n < 12; n += 1) bucket.add(`dir/${n}`);
    bucket.pageSize = 5;
    bucket.directory = true;

    const report = await cleaning.clean(bucket, {
      bucket: 'photos--use1-az4--x-s3',
      limits: { uploadsPerRun: 5 },
    });

    expect(report).toMatchObject({ outcome: 'clean', uploads: { selected: 12, gone: 12 } });
  });

  it('reports a dry run and aborts nothing', async () => {
    for (let n = 0; n < 5; n += 1) bucket.add(`key-${n}`);
    bucket.pageSize = 2;

    const report = await cleaning.clean(bucket, { dryRun: true });

    expect(bucket.uploads).toHaveLength(5);
    expect(report).toMatchObject({
      outcome: 'dry-run',
      passes: 1,
      uploads: { selected: 5, gone: 0 },
      measured: { parts: 10, bytes: 50, byPrefix: [{ uploads: 5 }] },
      requests: { abort: 0 },
    });
  });
}

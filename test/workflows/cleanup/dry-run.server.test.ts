import { pauseSignal, resumeSignal, statusQuery } from '../../../workflows/index.ts';
import { eventually } from '../../support/poll.ts';
import { Cleaning } from '../support/cleaning.ts';
import { FakeBucket } from '../support/fake-bucket.ts';
import { hold } from '../support/gate.ts';

describe('a dry run', () => {
  let cleaning: Cleaning;
  let bucket: FakeBucket;
  beforeAll(async () => {
    cleaning = await Cleaning.begin();
  });
  afterAll(() => cleaning.end());
  beforeEach(() => {
    bucket = new FakeBucket();
  });

  function fill(uploads: number): void {
    for (let n = 0; n < uploads; n += 1) bucket.add(`${n % 3}/key-${100 + n}`);
  }

  it('answers what would be aborted and what kept, and why, by prefix and age', async () => {
    fill(6);
    bucket.add('0/young', { initiated: '2026-03-01T00:00:00Z' });
    bucket.add('0/written', { active: '2099-01-01T00:00:00Z' });
    bucket.pageSize = 2;

    const select = { initiatedBefore: '2026-02-01T00:00:00Z' };
    const report = await cleaning.clean(bucket, { select, dryRun: true, idleFor: '1h' });

    const verdicts = report.dryRun?.byPrefix.map(({ prefix, cells }) => [prefix, cells.map((cell) => cell.verdict)]);
    expect(verdicts?.sort()).toEqual([
      ['0/', ['selected', 'keptActive', 'keptYoung']],
      ['1/', ['selected']],
      ['2/', ['selected']],
    ]);
    expect(report).toMatchObject({
      outcome: 'dry-run',
      uploads: { listed: 8, selected: 6, keptYoung: 1, keptActive: 1, gone: 0 },
      measured: { parts: 12, bytes: 60, byPrefix: [{ uploads: 2, parts: 4, bytes: 20 }, {}, {}] },
      initiators: [{ id: 'writer', uploads: 6 }],
    });
    expect(bucket.calls.map(({ activity }) => activity)).not.toContain('abort');
  });

  it('has no bytes where it does not measure', async () => {
    fill(3);

    const report = await cleaning.clean(bucket, { dryRun: true, measure: false });

    expect(report.measured).toBeNull();
    expect(report.dryRun?.byPrefix[0]?.cells[0]).not.toHaveProperty('bytes');
  });

  it('records sums and no upload in history', async () => {
    fill(100);
    bucket.pageSize = 20;
    const handle = await cleaning.start(bucket, { dryRun: true });
    await handle.result();

    const { runId } = await handle.describe();
    const history = await cleaning.history(handle.workflowId, runId);

    expect(history).toContain('tallyUploads');
    const decoded = [...history.matchAll(/"data": "([^"]+)"/g)].map(([, data]) => Buffer.from(data ?? '', 'base64'));
    expect(decoded.map(String).join('\n')).not.toMatch(/0000\d\d-./);
  });

  it('goes on with its sums in a new run', async () => {
    fill(24);
    bucket.pageSize = 4;

    const report = await cleaning.clean(bucket, { dryRun: true, limits: { uploadsPerRun: 10 } });

    expect(report.runs).toBeGreaterThan(1);
    expect(report).toMatchObject({ passes: 1, uploads: { selected: 24 }, measured: { bytes: 240 } });
  });

  it('tells how far it is, and begins nothing while it is paused', async () => {
    fill(40);
    bucket.pageSize = 4;
    const gate = hold(bucket.activities, 'tallyUploads');
    const handle = await cleaning.start(bucket, { dryRun: true });
    await eventually(() => gate.arrived > 0);
    await handle.signal(pauseSignal);
    const paused = await eventually(async () => {
      const status = await handle.query(statusQuery);
      return status.paused && status;
    });
    gate.open();
    await handle.signal(resumeSignal);

    expect(paused).toMatchObject({ dryRun: true, allListed: false });
    expect((await handle.result()).uploads.selected).toBe(40);
  });

  it('says that the bucket is gone when it disappears meanwhile', async () => {
    fill(12);
    bucket.pageSize = 4;
    bucket.beforeList = () => {
      if (bucket.calls.length < 2) return;
      bucket.disappears();
    };

    expect((await cleaning.clean(bucket, { dryRun: true })).outcome).toBe('bucket-gone');
  });

  it('fails at once in a bucket that there never was', async () => {
    bucket.disappears();

    expect((await cleaning.fail(bucket, { dryRun: true })).type).toBe('NoSuchBucket');
  });
});

import { Cleaning } from '../support/cleaning.ts';
import { FakeBucket } from '../support/fake-bucket.ts';

describe('a job that may abort only so many uploads', () => {
  let cleaning: Cleaning;
  let bucket: FakeBucket;
  beforeAll(async () => {
    cleaning = await Cleaning.begin();
  });
  afterAll(() => cleaning.end());
  beforeEach(() => {
    bucket = new FakeBucket();
    bucket.pageSize = 4;
    for (let n = 0; n < 10; n += 1) bucket.add(`key-${n}`);
  });

  const asked = () => new Set(bucket.calls.map(({ activity }) => activity));

  it('aborts nothing where it finds more, and says how many', async () => {
    const failure = await cleaning.fail(bucket, { maxUploads: 9 });

    expect(failure).toMatchObject({
      type: 'TooManyUploads',
      message: expect.stringContaining('10 uploads of photos are selected, and maxUploads is 9'),
      details: [{ selected: 10, maxUploads: 9 }],
    });
    expect(asked()).not.toContain('abort');
  });

  it('cleans where it finds no more', async () => {
    const report = await cleaning.clean(bucket, { maxUploads: 10 });

    expect(report).toMatchObject({ outcome: 'clean', uploads: { listed: 10, selected: 10, gone: 10 } });
  });

  it('does not count what it would keep', async () => {
    bucket.add('young', { initiated: '2026-03-01T00:00:00Z' });
    bucket.add('written', { active: '2099-01-01T00:00:00Z' });
    const select = { initiatedBefore: '2026-02-01T00:00:00Z' };

    const report = await cleaning.clean(bucket, { select, idleFor: '1h', maxUploads: 10 });

    expect(report.uploads).toMatchObject({ gone: 10, keptYoung: 1, keptActive: 1 });
  });

  it('goes on counting in a new run', async () => {
    const report = await cleaning.clean(bucket, { maxUploads: 10, limits: { uploadsPerRun: 4 } });

    expect(report.runs).toBeGreaterThan(2);
    expect(report).toMatchObject({ outcome: 'clean', uploads: { selected: 10, gone: 10 } });
  });

  it('aborts nothing where it has counted too many in several runs', async () => {
    const failure = await cleaning.fail(bucket, { maxUploads: 9, limits: { uploadsPerRun: 4 } });

    expect(failure.details).toEqual([{ selected: 10, maxUploads: 9 }]);
    expect(asked()).not.toContain('abort');
  });

  it.each([
    [{ maxUploads: 10 }, true],
    [{}, false],
  ])('counts only where it is asked to: %j, %s', async (input, counts) => {
    const handle = await cleaning.start(bucket, input);
    await handle.result();

    const { runId } = await handle.describe();
    const history = await cleaning.history(handle.workflowId, runId);

    expect(history.includes('tallyUploads')).toBe(counts);
  });
});

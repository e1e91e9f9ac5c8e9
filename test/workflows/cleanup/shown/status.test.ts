import { noRequests, noUploads } from '../../../../domain/counts.ts';
import { reportOf, statusOf } from '../../../../workflows/cleanup/shown/status.ts';
import { jobOf } from '../../support/job-of.ts';

const startedAt = '2026-02-01T00:00:00.000Z';
const account = { selected: 9, gone: 4, unproven: 1, reaborted: 2, alreadyGone: 3 };
const completed = [{ key: 'a', uploadId: 'u', initiated: startedAt }];
const named = [{ ...completed[0], reason: 'LooksCompleted' }];

describe('the status of a job', () => {
  it('that has just begun tells that nothing happened yet, and nothing that does not apply', () => {
    expect(statusOf(jobOf())).toEqual({
      phase: 'cleaning',
      paused: false,
      pass: 0,
      run: 1,
      uploads: noUploads(),
      remaining: {},
      inHand: 0,
      pace: 0,
      ranges: 0,
      allListed: false,
      waitsUntil: null,
      givesUpAt: null,
      limits: { concurrency: 64, requestsPerSecond: null },
      requests: noRequests(),
      startedAt,
    });
  });

  it('tells what is listed, kept, remaining, in hand and awaited', () => {
    const remaining = [{ key: 'a', uploadId: 'u', initiated: startedAt, reason: 'PartsRemain', aborts: 1 }];
    const unnamed = { byReason: { PartsRemain: 2 }, hashes: [] };
    const job = jobOf({
      state: { account, remaining, unnamed, dialect: ['no-versions'], givesUpAt: '2026-02-02T00:00:00.000Z' },
      listing: { keptYoung: 5, keptActive: 6, keptCompleted: 7, completed, ended: true },
      inHand: 1,
      waitsUntil: '2026-02-01T00:01:00.000Z',
    });

    expect(statusOf(job)).toMatchObject({
      uploads: { ...account, listed: 9 + 5 + 6 + 7, keptYoung: 5, keptActive: 6, keptCompleted: 7 },
      remaining: { PartsRemain: 3 },
      inHand: 1,
      allListed: true,
      waitsUntil: '2026-02-01T00:01:00.000Z',
      givesUpAt: '2026-02-02T00:00:00.000Z',
      kept: named,
      dialect: ['no-versions'],
    });
  });

  it('tells the children at work, and about how many uploads they hold', () => {
    const child = (workflowId: string) => ({ workflowId }) as never;
    const children = new Map([
      ['range-1', child('s3-cleanup:range-1/photos')],
      ['range-2', child('s3-cleanup:range-2/photos')],
    ]);
    const ranges = new Map([
      ['range-1', { through: 'm', uploads: 7_000 }],
      ['range-2', { after: 'm' }],
    ]);

    expect(
      statusOf(jobOf({ ranges, steering: { children, outage: { ofChildren: new Map() } } as never })),
    ).toMatchObject({
      ranges: 2,
      inRanges: 7_000,
      children: ['s3-cleanup:range-1/photos', 's3-cleanup:range-2/photos'],
    });
  });

  it('of a dry run says so, and that nothing is gone', () => {
    expect(statusOf(jobOf({ input: { dryRun: true }, state: { account } }))).toMatchObject({
      dryRun: true,
      uploads: { selected: 9, gone: 0 },
    });
  });

  it('tells how many uploads were proven gone a second, to a tenth', () => {
    const begun = new Date(Date.now() - 100_000_000).toISOString();

    expect(statusOf(jobOf({ state: { startedAt: begun, account: { ...account, gone: 254_000 } } })).pace).toBe(2.5);
    expect(statusOf(jobOf({ state: { startedAt: begun, account: { ...account, gone: 256_000 } } })).pace).toBe(2.6);
  });

  it('tells no pace of a job that begins at this moment, or later by the clock of its worker', () => {
    const later = new Date(Date.now() + 3_600_000).toISOString();

    expect(statusOf(jobOf({ state: { startedAt: later, account } })).pace).toBe(0);
  });

  it('counts what comes back, and was never counted, as selected now', () => {
    const { uploads } = statusOf(jobOf({ state: { account: { ...account, selected: 2, gone: -3 } } }));

    expect(uploads).toMatchObject({ selected: 5, gone: 0 });
  });

  it('of a range may tell fewer than none gone: what came back was counted by its parent', () => {
    const { uploads } = statusOf(jobOf({ state: { inherited: 0, account: { ...account, selected: 2, gone: -3 } } }));

    expect(uploads).toMatchObject({ selected: 2, gone: -3 });
  });
});

describe('the report of a job', () => {
  it('tells null where a bound or a measure was not asked for', () => {
    expect(reportOf(jobOf({ state: { account, pass: 2, run: 3 } }), 'clean')).toEqual({
      bucket: 'photos',
      prefix: null,
      outcome: 'clean',
      selection: { initiatedBefore: null, activeSince: null },
      startedAt,
      finishedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      passes: 2,
      runs: 3,
      uploads: { ...noUploads(), ...account, listed: 9 },
      measured: null,
      initiators: [],
      requests: noRequests(),
    });
  });

  it('tells the selection as it was applied, what was measured, kept and met', () => {
    const byPrefix = [{ prefix: 'a/', uploads: 1, parts: 2, bytes: 3, oldest: startedAt }];
    const tally = { byPrefix: [] } as never;
    const job = jobOf({
      input: { prefix: 'a/', select: { olderThan: '1d' }, idleFor: '1h', measure: true },
      state: { byPrefix, tally, dialect: ['no-versions'] },
      listing: { completed },
    });

    expect(reportOf(job, 'clean')).toMatchObject({
      prefix: 'a/',
      selection: { initiatedBefore: '2026-01-31T00:00:00.000Z', activeSince: '2026-01-31T23:00:00.000Z' },
      measured: { parts: 2, bytes: 3, byPrefix },
      kept: named,
      dialect: ['no-versions'],
      dryRun: tally,
    });
  });
});

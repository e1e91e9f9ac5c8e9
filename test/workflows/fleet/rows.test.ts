import { ApplicationFailure, ChildWorkflowFailure } from '@temporalio/common';
import type { CleanupReport } from '../../../workflows/cleanup/contract.ts';
import { openFleet } from '../../../workflows/fleet/job.ts';
import { addFailure, addReport, type Looked } from '../../../workflows/fleet/rows.ts';
import { reportOf } from '../../../workflows/fleet/status.ts';

jest.mock('@temporalio/workflow', () => ({
  ...jest.requireActual('@temporalio/workflow'),
  workflowInfo: () => ({ runStartTime: new Date() }),
}));

/** What the job of a bucket answered that had so many uploads. */
function reportOn(selected: number): CleanupReport {
  const uploads = { listed: selected, selected, gone: selected, reaborted: 0, keptYoung: 0, keptActive: 0 };
  const requests = { list: 1, abort: selected, listParts: selected, throttled: 0 };
  return { outcome: 'clean', uploads: { ...uploads, alreadyGone: 0 }, requests, measured: null } as CleanupReport;
}

function looked(bucket: string): Looked {
  const place = { bucket, connection: 'default', apart: false };
  return { ...place, region: 'eu-central-1', lifecycle: { abortsAfterDays: 7 } };
}

function denied(): ChildWorkflowFailure {
  const cause = ApplicationFailure.create({ type: 'AccessDenied', message: 'no '.repeat(1_000) });
  return new ChildWorkflowFailure(undefined, {}, '', 'NON_RETRYABLE_FAILURE', cause);
}

describe('the rows of a fleet', () => {
  it('stay below what Temporal warns at; those with nothing to tell go first, and the sums hold all', () => {
    const fleet = openFleet({ buckets: ['any'], select: { all: true } }, () => {});
    const name = (n: number) => `${n}-${'x'.repeat(55)}`;

    for (let n = 0; n < 4_000; n += 1) {
      if (n % 100 === 0) addFailure(fleet, looked(name(n)), denied());
      else addReport(fleet, looked(name(n)), reportOn(n % 4 === 1 ? 1 : 0));
    }

    const report = reportOf(fleet);
    expect(JSON.stringify(report).length).toBeLessThan(512 * 1_024);
    expect(report.rows.length + report.rowsLeftOut).toBe(4_000);
    expect(report.rows.filter(({ failure }) => failure)).toHaveLength(40);
    expect(report.rows.filter(({ uploads }) => uploads?.selected === 1).length).toBeGreaterThan(800);
    expect(report.uploads.gone).toBe(1_000);
  });
});

describe('the report of a fleet', () => {
  const withDialect = (dialect: string[]) => ({ ...reportOn(0), dialect });

  it('says once what the S3 of its buckets does in another way than AWS, whether a bucket is clean or not', () => {
    const fleet = openFleet({ buckets: ['a', 'b', 'c'], select: { all: true } }, () => {});
    const details = { report: withDialect(['gone-is-no-such-key']) };
    const remain = ApplicationFailure.create({ type: 'UploadsRemain', message: 'one remains', details: [details] });

    addReport(fleet, looked('a'), withDialect(['owner-unchecked', 'listed-at-once']));
    addReport(fleet, looked('b'), withDialect(['listed-at-once']));
    addFailure(fleet, looked('c'), new ChildWorkflowFailure(undefined, {}, '', 'NON_RETRYABLE_FAILURE', remain));

    expect(reportOf(fleet).dialect).toEqual(['gone-is-no-such-key', 'listed-at-once', 'owner-unchecked']);
  });

  it('says nothing of it where all is as on AWS', () => {
    const fleet = openFleet({ buckets: ['a'], select: { all: true } }, () => {});

    addReport(fleet, looked('a'), reportOn(1));

    expect(reportOf(fleet)).not.toHaveProperty('dialect');
  });
});

describe('the row of a bucket', () => {
  const measured = (bytes: number, oldest: string) => ({
    ...reportOn(2),
    measured: { parts: 3, bytes, byPrefix: [{ prefix: '', uploads: 2, parts: 3, bytes, oldest }] },
  });
  const fleet = () => openFleet({ buckets: ['any'], select: { all: true } }, () => {});

  it('comes first where its uploads hold the most bytes, then where most are selected, then by name', () => {
    const some = fleet();

    addReport(some, looked('few'), reportOn(1));
    addReport(some, looked('many'), reportOn(9));
    addReport(some, looked('also-few'), reportOn(1));
    addReport(some, looked('small'), measured(10, '2026-01-01T00:00:00Z'));
    addReport(some, looked('large'), measured(900, '2026-01-01T00:00:00Z'));

    expect(reportOf(some).rows.map(({ bucket }) => bucket)).toEqual(['large', 'small', 'many', 'also-few', 'few']);
  });

  it('tells the bytes and the age of the oldest upload where they are measured', () => {
    const some = fleet();

    addReport(some, looked('a'), measured(900, '2025-12-24T00:00:00Z'));

    expect(reportOf(some).rows).toMatchObject([
      { region: 'eu-central-1', measured: { parts: 3, bytes: 900 }, oldest: '2025-12-24T00:00:00Z' },
    ]);
  });

  it('tells of a dry run how old the selected uploads are', () => {
    const cell = { verdict: 'selected', age: '7-30d', uploads: 2, bytes: 20, oldest: '2026-01-05T00:00:00Z' } as const;
    const older = { ...cell, age: '>=365d', oldest: '2024-01-05T00:00:00Z' } as const;
    const kept = { ...cell, verdict: 'keptYoung', age: '<1d', oldest: '2023-01-05T00:00:00Z' } as const;
    const byPrefix = [
      { prefix: 'a/', cells: [cell, kept] },
      { prefix: 'b/', cells: [cell, older] },
    ];
    const dryRun = { byPrefix, initiators: [], unmeasured: 0 };
    const [some, unmeasured] = [fleet(), fleet()];

    addReport(some, looked('a'), { ...measured(60, 'x'), outcome: 'dry-run', dryRun });
    addReport(unmeasured, looked('a'), { ...reportOn(6), outcome: 'dry-run', dryRun });

    const [row] = reportOf(some).rows;
    expect(row).toMatchObject({ oldest: '2024-01-05T00:00:00Z' });
    expect(row?.ages).toEqual([
      { age: '7-30d', uploads: 4, bytes: 40 },
      { age: '>=365d', uploads: 2, bytes: 20 },
    ]);
    expect(reportOf(unmeasured).rows[0]?.ages).toEqual([
      { age: '7-30d', uploads: 4 },
      { age: '>=365d', uploads: 2 },
    ]);
  });

  it('stays bounded whatever prefixes and messages it has', () => {
    const some = fleet();
    const prefixes = Array.from({ length: 5 }, (_, n) => ({ prefix: `${n}`.padEnd(200, 'x'), days: 1 }));

    for (let n = 0; n < 1_500; n += 1)
      addReport(some, { ...looked(`${n}`), lifecycle: { abortsAfterDays: null, prefixes } }, reportOn(n));

    expect(JSON.stringify(reportOf(some)).length).toBeLessThan(512 * 1_024);
    expect(reportOf(some).rows[0]?.bucket).toBe('1499');
  });
});

import { ApplicationFailure, ChildWorkflowFailure } from '@temporalio/common';
import type { CleanupReport } from '../../../workflows/cleanup/contract.ts';
import { openFleet } from '../../../workflows/fleet/job.ts';
import { addFailure, addReport } from '../../../workflows/fleet/rows.ts';
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

function denied(): ChildWorkflowFailure {
  const cause = ApplicationFailure.create({ type: 'AccessDenied', message: 'no '.repeat(1_000) });
  return new ChildWorkflowFailure(undefined, {}, '', 'NON_RETRYABLE_FAILURE', cause);
}

describe('the rows of a fleet', () => {
  it('stay below what Temporal warns at; those with nothing to tell go first, and the sums hold all', () => {
    const fleet = openFleet({ buckets: ['any'], select: { all: true } }, () => {});
    const name = (n: number) => `${n}-${'x'.repeat(55)}`;

    for (let n = 0; n < 4_000; n += 1) {
      if (n % 100 === 0) addFailure(fleet, name(n), denied());
      else addReport(fleet, name(n), reportOn(n % 2));
    }

    const report = reportOf(fleet);
    expect(JSON.stringify(report).length).toBeLessThan(512 * 1_024);
    expect(report.rows.length + report.rowsLeftOut).toBe(4_000);
    expect(report.rows.filter(({ failure }) => failure)).toHaveLength(40);
    expect(report.rows.filter(({ uploads }) => uploads?.selected === 1)).toHaveLength(2_000);
    expect(report.uploads.gone).toBe(2_000);
  });
});

describe('the report of a fleet', () => {
  const withDialect = (dialect: string[]) => ({ ...reportOn(0), dialect });

  it('says once what the S3 of its buckets does in another way than AWS, whether a bucket is clean or not', () => {
    const fleet = openFleet({ buckets: ['a', 'b', 'c'], select: { all: true } }, () => {});
    const details = { report: withDialect(['gone-is-no-such-key']) };
    const remain = ApplicationFailure.create({ type: 'UploadsRemain', message: 'one remains', details: [details] });

    addReport(fleet, 'a', withDialect(['owner-unchecked', 'listed-at-once']));
    addReport(fleet, 'b', withDialect(['listed-at-once']));
    addFailure(fleet, 'c', new ChildWorkflowFailure(undefined, {}, '', 'NON_RETRYABLE_FAILURE', remain));

    expect(reportOf(fleet).dialect).toEqual(['gone-is-no-such-key', 'listed-at-once', 'owner-unchecked']);
  });

  it('says nothing of it where all is as on AWS', () => {
    const fleet = openFleet({ buckets: ['a'], select: { all: true } }, () => {});

    addReport(fleet, 'a', reportOn(1));

    expect(reportOf(fleet)).not.toHaveProperty('dialect');
  });
});

import { fleetLine, fleetTable } from '../../../cli/output/progress/fleet-progress.ts';
import { openProgress } from '../../../cli/output/progress/progress.ts';
import { renderReport } from '../../../cli/output/report/report.ts';
import { renderStatus } from '../../../cli/output/status.ts';
import type { FleetSnapshot } from '../../../client/index.ts';
import type { FleetReport, FleetRow, FleetStatus } from '../../../workflows/fleet/contract.ts';
import { recordedIo } from '../support/recorded-io.ts';
import { counts, inSeconds, NOW, snapshot } from '../support/snapshots.ts';

const requests = { list: 9, abort: 900, listParts: 901, throttled: 0 };

function row(bucket: string, given: Partial<FleetRow> = {}): FleetRow {
  const head = { bucket, connection: 'default', region: null, lifecycle: { abortsAfterDays: null } };
  const uploads = { selected: 5, gone: 5, kept: 0 };
  return { ...head, outcome: 'clean', uploads, measured: null, oldest: null, failure: null, ...given };
}

const stuck = row('stuck', { outcome: 'uploads-remain', failure: { type: 'UploadsRemain', message: '1 remains' } });
const denied = row('denied', { outcome: 'failed', uploads: null, failure: { type: 'AccessDenied', message: 'no' } });

/** A fleet of 40 buckets, some of them at work. */
function fleet(given: Partial<FleetStatus> = {}, working = ['logs-a', 'logs-b']): FleetSnapshot {
  const status: FleetStatus = {
    phase: 'cleaning',
    paused: false,
    run: 1,
    buckets: { total: 40, clean: 10, uploadsRemain: 1, alreadyRunning: 0, failed: 1, waiting: 26 },
    running: working,
    latest: [row('logs-z'), stuck, denied],
    uploads: counts({ selected: 1_000, gone: 999 }),
    limits: { concurrency: 64, requestsPerSecond: null },
    requests,
    startedAt: inSeconds(-60),
    ...given,
  };
  const child = snapshot({ phase: 'settling', uploads: counts({ selected: 50, gone: 20 }) }).status;
  return { status, running: working.slice(0, 8).map((bucket) => ({ bucket, status: child as never })) };
}

describe('how far a fleet is', () => {
  it('is told in one line, with the uploads of the buckets at work', () => {
    const line = fleetLine(fleet());

    for (const part of ['12/40 buckets', '1,039/1,100 gone', '2 not clean', 'logs-a, logs-b'])
      expect(line).toContain(part);
  });

  it('is a table of the buckets at work and of those that ended last', () => {
    const lines = fleetTable(fleet(), { color: false, now: NOW }).split('\n');

    expect(lines).toHaveLength(6);
    expect(lines[1]).toMatch(/logs-a .*settling .*20\/50 gone/);
    expect(lines[4]).toMatch(/stuck .*uploads-remain .*5 gone/);
    expect(lines[5]).toMatch(/denied .*AccessDenied/);
  });

  it('names some of many buckets, and fits any terminal', () => {
    const many = fleet(
      {},
      Array.from({ length: 100 }, (_, n) => `bucket-${n}`),
    );

    const lines = fleetTable(many, { color: false, now: NOW, width: 40 }).split('\n');

    expect(lines).toHaveLength(1 + 8 + 1 + 3);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(40);
    expect(fleetLine(many)).toContain('and 97 more');
  });

  it('is drawn over what was drawn before', () => {
    const io = recordedIo({ tty: true, columns: 80 });
    const progress = openProgress(io);

    progress.show(snapshot(null, { fleet: fleet() }));
    progress.show(snapshot(null, { fleet: fleet({ latest: [] }) }));
    progress.close();

    const ups = io.written.stderr.split('\u001b[1A').length - 1;
    expect(ups).toBe(5 + 2);
  });

  it('is told on request', () => {
    const text = renderStatus(snapshot(null, { fleet: fleet() }), NOW);

    for (const part of ['10 of 40 clean', '26 waiting', 'logs-a, logs-b']) expect(text).toContain(part);
  });
});

describe('the report of a fleet', () => {
  const report: FleetReport = {
    outcome: 'uploads-remain',
    match: '*',
    selection: { initiatedBefore: inSeconds(-604_800) },
    startedAt: inSeconds(-90),
    finishedAt: inSeconds(0),
    runs: 1,
    buckets: { total: 1_003, clean: 1_001, uploadsRemain: 1, alreadyRunning: 0, failed: 1 },
    uploads: counts({ selected: 15, gone: 14 }),
    measured: null,
    requests,
    rows: [row('a'), stuck, denied, row('evil\u001b[2J')],
    rowsLeftOut: 999,
    reachedTwice: [{ connection: 'archive', buckets: 30, names: ['shared-a'] }],
    notListed: [{ connection: 'default', kind: 'directory', type: 'AccessDenied', message: 'may not list' }],
  };

  it('has a row for each bucket, what went wrong in words, and the sums', () => {
    const text = renderReport(report);

    for (const part of [
      '2 of 1,003 buckets',
      'uploads-remain',
      'AccessDenied',
      '1 remains',
      'and 999 more',
      'may not list',
      '30 buckets that archive reaches, too: shared-a and 29 more',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('tells the region, the connection and the lifecycle rule of each bucket, where there is something to tell', () => {
    const prefixes = [{ prefix: 'a/', days: 1 }];
    const rows = [
      row('a', { region: 'eu-west-3', measured: { parts: 3, bytes: 2 ** 31 }, oldest: '2025-12-24T01:02:03.000Z' }),
      row('b', { connection: 'archive', lifecycle: { abortsAfterDays: 'unknown' } }),
      row('c', { lifecycle: { abortsAfterDays: null, prefixes, morePrefixes: 1 } }),
      row('d', { lifecycle: { abortsAfterDays: 30 } }),
    ];

    const text = renderReport({ ...report, rows, measured: { parts: 3, bytes: 2 ** 31 } });

    expect(text).toMatch(/BUCKET +CONNECTION +REGION +OUTCOME +SELECTED +GONE +KEPT +SIZE +OLDEST +S3 ABORTS AFTER/);
    expect(text).toMatch(/a +default +eu-west-3 .*2.0 GiB +2025-12-24 +never/);
    expect(text).toMatch(/b +archive +- .*unknown/);
    expect(text).toMatch(/c .*1 day in 2 prefixes, else never/);
    expect(text).toMatch(/d .*30 days/);
    expect(renderReport(report)).not.toMatch(/CONNECTION|REGION|SIZE|OLDEST/);
  });

  it('tells in words what the S3 does in another way than AWS', () => {
    expect(renderReport({ ...report, dialect: ['listed-at-once'] })).toContain('a listing comes all at once');
  });

  it('lets no name touch the terminal', () => {
    expect(renderReport({ ...report, dialect: ['evil\u001b[2J'] })).not.toContain('\u001b');
  });
});

import { fleetCsv } from '../../../../../cli/output/report/fleet/fleet-csv.ts';
import { countedRow, fleetReport, fleetRow } from '../../../support/fleet-reports.ts';

const lines = (text: string) => text.split('\r\n').slice(0, -1);

describe('the report of a fleet as CSV', () => {
  it('has a row for each bucket, with what the report tells of it', () => {
    const rows = [
      countedRow('logs', [0, 0, 1], {
        lifecycle: { abortsAfterDays: 7, prefixes: [{ prefix: 'tmp/', days: 1 }] },
        oldest: '2026-05-12T00:00:00.000Z',
      }),
      fleetRow('gone', { region: null, outcome: 'failed', uploads: null, failure: { type: 'X', message: 'a, b' } }),
    ];

    expect(lines(fleetCsv(fleetReport(rows), false))).toEqual([
      'bucket,connection,region,outcome,selected,gone,kept,parts,bytes,oldest,aborts_after_days,aborts_after_days_by_prefix,failure,message',
      'logs,default,eu-central-1,dry-run,4,0,3,128,1073741824,2026-05-12T00:00:00.000Z,7,tmp/: 1,,',
      'gone,default,,failed,,,,,,,never,,X,"a, b"',
    ]);
  });

  it.each(['=1+1', '+1', '-1', '@x'])('makes no formula of %s', (text) => {
    const row = fleetRow(text, { failure: { type: 'X', message: text } });

    const [, line] = lines(fleetCsv(fleetReport([row]), false));

    expect(line).toMatch(/^'.*,X,'/);
  });

  it('lets no name move the cursor of a terminal', () => {
    const report = fleetReport([fleetRow('a\u001b[2J')]);

    expect(fleetCsv(report, true)).not.toContain('\u001b');
    expect(fleetCsv(report, false)).toContain('\u001b');
  });
});

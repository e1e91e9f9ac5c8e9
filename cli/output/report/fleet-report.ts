import { count, printable } from '../../../domain/wording.ts';
import type { FleetReport, FleetRow } from '../../../workflows/fleet/contract.ts';
import { list, table } from '../table.ts';
import type { Cost } from './cost.ts';
import { differences } from './differences.ts';
import { columnsOf, figuresOf, headline } from './fleet/facts.ts';

/** The report of a fleet, for people: a row for each bucket, and the sums. */
export function renderFleet(report: FleetReport, cost: Cost | null): string {
  return [headline(report), rows(report), list(figuresOf(report, cost)), failures(report), differences(report)]
    .filter(Boolean)
    .join('\n\n');
}

function rows(report: FleetReport): string {
  const columns = columnsOf(report);
  const lines = report.rows.map((row) => columns.map(({ cell }) => cell(row)));
  return table(columns, lines) + (report.rowsLeftOut > 0 ? `\n  and ${count(report.rowsLeftOut)} more` : '');
}

function failures({ rows: shown }: FleetReport): string {
  const failed = shown.filter((row): row is FleetRow & { failure: object } => row.failure !== null);
  if (failed.length === 0) return '';
  return table(
    [{ title: 'BUCKET' }, { title: 'WHY' }],
    failed.map(({ bucket, failure }) => [printable(bucket), printable(failure.message)]),
  );
}

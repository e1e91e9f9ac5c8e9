import { printable } from '../../../../domain/wording.ts';
import type { FleetReport, FleetRow } from '../../../../workflows/fleet/contract.ts';
import { csv } from '../csv.ts';

const HEADINGS = [
  ...['bucket', 'connection', 'region', 'outcome', 'selected', 'gone', 'kept', 'parts', 'bytes', 'oldest'],
  ...['aborts_after_days', 'aborts_after_days_by_prefix', 'failure', 'message'],
];

/** The rows of a fleet for a spreadsheet. `forTerminal`: no name moves the cursor. */
export function fleetCsv({ rows }: FleetReport, forTerminal: boolean): string {
  const shown = (text: string | undefined) => (forTerminal && text !== undefined ? printable(text) : text);
  const line = (row: FleetRow) => cells(row).map((cell) => (typeof cell === 'string' ? shown(cell) : cell));
  return csv([HEADINGS, ...rows.map(line)]);
}

function cells({ bucket, connection, region, outcome, uploads, measured, oldest, lifecycle, failure }: FleetRow) {
  return [
    ...[bucket, connection, region ?? undefined, outcome],
    ...[uploads?.selected, uploads?.gone, uploads?.kept, measured?.parts, measured?.bytes, oldest ?? undefined],
    lifecycle.abortsAfterDays ?? 'never',
    lifecycle.prefixes?.map(({ prefix, days }) => `${prefix}: ${days}`).join('; '),
    ...[failure?.type, failure?.message],
  ];
}

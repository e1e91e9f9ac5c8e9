import { count, counted, printable, span } from '../../../../domain/wording.ts';
import type { FleetReport, FleetRow } from '../../../../workflows/fleet/contract.ts';
import { bytes } from '../../bytes.ts';
import { requestsMade, sizeOf, toldTo } from '../../figures.ts';
import type { Column } from '../../table.ts';
import { type Cost, renderCost } from '../cost.ts';
import { rule } from './rule.ts';

/** What the report of a fleet says, on a terminal and on a page. */

export function headline({ outcome, buckets, uploads }: FleetReport): string {
  const total = counted(buckets.total, 'bucket');
  if (outcome === 'clean') return `Clean: fresh listings of ${total} show no selected upload.`;
  if (outcome === 'dry-run') return `Dry run: ${counted(uploads.selected, 'upload')} of ${total} would be aborted.`;
  return `${count(buckets.total - buckets.clean)} of ${total} are not clean.`;
}

export interface FleetColumn extends Column {
  cell(row: FleetRow): string;
  /** Default: always. */
  isShown?(report: FleetReport): boolean;
}

/** The columns that have something to tell. */
export function columnsOf(report: FleetReport): FleetColumn[] {
  return COLUMNS.filter(({ isShown = () => true }) => isShown(report));
}

const COLUMNS: FleetColumn[] = [
  { title: 'BUCKET', cell: ({ bucket }) => printable(bucket) },
  {
    title: 'CONNECTION',
    cell: ({ connection }) => printable(connection),
    isShown: (report) => new Set(report.rows.map(({ connection }) => connection)).size > 1,
  },
  {
    title: 'REGION',
    cell: ({ region }) => printable(region ?? '-'),
    isShown: (report) => report.rows.some(({ region }) => region !== null),
  },
  {
    title: 'OUTCOME',
    cell: ({ outcome, failure }) => (outcome === 'failed' && failure ? printable(failure.type) : outcome),
  },
  { title: 'SELECTED', align: 'right', cell: ({ uploads }) => (uploads ? count(uploads.selected) : '-') },
  { title: 'GONE', align: 'right', cell: ({ uploads }) => (uploads ? count(uploads.gone) : '-') },
  { title: 'KEPT', align: 'right', cell: ({ uploads }) => (uploads ? count(uploads.kept) : '-') },
  {
    title: 'SIZE',
    align: 'right',
    cell: ({ measured }) => (measured ? bytes(measured.bytes) : '-'),
    isShown: ({ measured }) => measured !== null,
  },
  { title: 'OLDEST', cell: ({ oldest }) => oldest?.slice(0, 10) ?? '-', isShown: hasAges },
  { title: 'S3 ABORTS AFTER', cell: ({ lifecycle }) => rule(lifecycle) },
];

function hasAges({ rows: shown }: FleetReport): boolean {
  return shown.some(({ oldest }) => oldest !== null);
}

export function figuresOf(
  { buckets, uploads, measured, requests, notListed = [], reachedTwice = [], ...report }: FleetReport,
  cost: Cost | null,
): Array<[title: string, text: string | undefined]> {
  const { initiatedBefore } = report.selection;
  const tookMs = Date.parse(report.finishedAt) - Date.parse(report.startedAt);
  return [
    ['Buckets', outcomes(buckets)],
    ['Selection', initiatedBefore ? `initiated before ${initiatedBefore}` : 'all uploads'],
    ['Selected', count(uploads.selected)],
    ['Gone', report.outcome === 'dry-run' ? undefined : count(uploads.gone)],
    ['Measured', sizeOf(measured)],
    ['Cost', cost ? renderCost(cost) : undefined],
    ['Requests', requestsMade(requests)],
    ['Record', report.record === undefined ? undefined : printable(report.record)],
    ['Told', toldTo(report.notified)],
    ['Took', `${span(tookMs)}, ${counted(report.runs, 'run')}`],
    ...reachedTwice.map(({ connection, buckets: twice, names }): [string, string] => [
      'Cleaned once',
      `${counted(twice, 'bucket')} that ${printable(connection)} reaches, too: ${some(names, twice)}`,
    ]),
    ...notListed.map(({ connection, message }): [string, string] => [
      'Not listed',
      `directory buckets of ${printable(connection)}: ${printable(message)}`,
    ]),
  ];
}

function some(names: string[], all: number): string {
  const more = all > names.length ? ` and ${count(all - names.length)} more` : '';
  return names.map(printable).join(', ') + more;
}

function outcomes({ clean, uploadsRemain, alreadyRunning, failed }: FleetReport['buckets']): string {
  const counts: Array<[number, string]> = [
    [clean, 'clean'],
    [uploadsRemain, 'with uploads that remain'],
    [alreadyRunning, 'in work by another job'],
    [failed, 'failed'],
  ];
  return counts.flatMap(([buckets, what]) => (buckets > 0 ? [`${count(buckets)} ${what}`] : [])).join(', ');
}

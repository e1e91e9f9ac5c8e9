import type { Age, PrefixTally, Tally, TallyCell, Verdict } from '../../../activities/dry-run/contract.ts';
import { count, printable } from '../../../domain/wording.ts';
import type { CleanupReport } from '../../../workflows/cleanup/contract.ts';
import { bytes } from '../bytes.ts';
import { table } from '../table.ts';
import { csv } from './csv.ts';

/** The report of a dry run that was added up. */
export type DryRunReport = CleanupReport & { dryRun: Tally };

const AGES: Array<[Age, title: string]> = [
  ['<1d', 'under 1 day'],
  ['1-7d', '1 to 7 days'],
  ['7-30d', '7 to 30 days'],
  ['30-90d', '30 to 90 days'],
  ['90-365d', '90 to 365 days'],
  ['>=365d', '365 days or more'],
];

interface Row {
  title: string;
  cells: TallyCell[];
}

/** What would be aborted, by age and by prefix, and what would be kept and why. */
export function renderDryRun({ dryRun, selection, measured }: DryRunReport): string {
  const cells = dryRun.byPrefix.flatMap((prefix) => prefix.cells);
  const selected = cells.filter(isSelected);
  const ages = AGES.map(([age, title]) => ({ title, cells: selected.filter((cell) => cell.age === age) }));
  const kept = [
    { title: `too young: initiated at ${selection.initiatedBefore} or later`, cells: cells.filter(is('keptYoung')) },
    { title: `being written: a part since ${selection.activeSince}`, cells: cells.filter(is('keptActive')) },
    {
      title: 'looks completed: the object of its key has its parts and bytes',
      cells: cells.filter(is('keptCompleted')),
    },
  ];
  return [
    rows('WOULD BE ABORTED, BY AGE', ages, measured !== null),
    rows('WOULD BE ABORTED, BY PREFIX', dryRun.byPrefix.map(rowOf), measured !== null),
    rows('WOULD BE KEPT', kept, false),
    dryRun.unmeasured > 0
      ? `  ${whatTold(dryRun)} told nothing of ${count(dryRun.unmeasured)} of them${why(dryRun)}.`
      : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** The same sums as CSV, a row for each prefix, age and verdict. `forTerminal`: no prefix moves the cursor. */
export function dryRunCsv({ dryRun }: DryRunReport, forTerminal: boolean): string {
  const lines = dryRun.byPrefix.flatMap(({ prefix, cells }) =>
    cells.map(({ verdict, age, uploads, parts, bytes: size, oldest }) => {
      return [verdict, forTerminal ? printable(prefix) : prefix, age, uploads, parts, size, oldest];
    }),
  );
  return csv([['verdict', 'prefix', 'age', 'uploads', 'parts', 'bytes', 'oldest'], ...lines]);
}

export function isDryRunReport(report: object): report is DryRunReport {
  return 'dryRun' in report;
}

function rowOf({ prefix, cells }: PrefixTally): Row {
  return { title: printable(prefix) || '(none)', cells: cells.filter(isSelected) };
}

/** Leaves out rows without uploads, and a table without rows. */
function rows(title: string, all: Row[], isMeasured: boolean): string {
  const shown = all.filter(({ cells }) => cells.length > 0);
  if (shown.length === 0) return '';
  const right = { align: 'right' } as const;
  const sizes = isMeasured
    ? [
        { title: 'PARTS', ...right },
        { title: 'SIZE', ...right },
      ]
    : [];
  const lines = shown.map(({ title, cells }) => [
    title,
    count(sum(cells, 'uploads')),
    ...(isMeasured ? [count(sum(cells, 'parts')), bytes(sum(cells, 'bytes'))] : []),
    oldestOf(cells),
  ]);
  return table([{ title }, { title: 'UPLOADS', ...right }, ...sizes, { title: 'OLDEST' }], lines);
}

function oldestOf(cells: TallyCell[]): string {
  return cells.map(({ oldest }) => oldest).sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? '';
}

function is(verdict: Verdict): (cell: TallyCell) => boolean {
  return (cell) => cell.verdict === verdict;
}

const isSelected = is('selected');

function sum(cells: TallyCell[], what: 'uploads' | 'parts' | 'bytes'): number {
  return cells.reduce((total, cell) => total + (cell[what] ?? 0), 0);
}

function whatTold({ reasons = [] }: Tally): string {
  return reasons.some((reason) => reason.startsWith('HeadObject')) ? 'HeadObject or ListParts' : 'ListParts';
}

function why({ reasons = [] }: Tally): string {
  return reasons.length > 0 ? `: ${reasons.join(', ')}` : '';
}

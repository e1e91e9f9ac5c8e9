import type { Age, Tally } from '../../activities/dry-run/contract.ts';
import type { CleanupReport } from '../cleanup/contract.ts';
import type { AgeSum, FleetRow } from './contract.ts';

type Reported = Pick<CleanupReport, 'uploads' | 'measured' | 'dryRun'>;

/** What the report of a bucket tells of its uploads, as a row has it. Null: there is no report. */
export function factsOf(report: Reported | undefined): Pick<FleetRow, 'uploads' | 'measured' | 'oldest' | 'ages'> {
  if (!report) return { uploads: null, measured: null, oldest: null };
  const { selected, gone, keptYoung, keptActive, keptCompleted } = report.uploads;
  const { measured, dryRun } = report;
  return {
    uploads: { selected, gone, kept: keptYoung + keptActive + keptCompleted },
    measured: measured && { parts: measured.parts, bytes: measured.bytes },
    oldest: oldestIn(report),
    ...(dryRun && { ages: agesIn(dryRun, measured !== null) }),
  };
}

const AGES: Age[] = ['<1d', '1-7d', '7-30d', '30-90d', '90-365d', '>=365d'];

function agesIn(tally: Tally, isMeasured: boolean): AgeSum[] {
  const cells = selectedIn(tally);
  return AGES.flatMap((age) => {
    const ofAge = cells.filter((cell) => cell.age === age);
    const sum = (what: 'uploads' | 'bytes') => ofAge.reduce((total, cell) => total + (cell[what] ?? 0), 0);
    return ofAge.length === 0 ? [] : [{ age, uploads: sum('uploads'), ...(isMeasured && { bytes: sum('bytes') }) }];
  });
}

function oldestIn({ measured, dryRun }: Reported): string | null {
  const instants = dryRun ? selectedIn(dryRun) : (measured?.byPrefix ?? []);
  const known = instants.map(({ oldest }) => oldest).filter((oldest) => !Number.isNaN(Date.parse(oldest)));
  return known.sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
}

function selectedIn({ byPrefix }: Tally) {
  return byPrefix.flatMap(({ cells }) => cells.filter(({ verdict }) => verdict === 'selected'));
}

import type { CleanupReport } from '../../workflows/contract.ts';
import type { FleetReport } from '../../workflows/fleet-contract.ts';
import type { PrepareReport } from '../../workflows/prepare-contract.ts';
import { span } from '../../workflows/quantities.ts';

/** How a followed job ended, for stderr: the last of its phases may have come and gone between two looks. */
export function lastWord(report: CleanupReport | PrepareReport | FleetReport): string {
  const took = span(Date.parse(report.finishedAt) - Date.parse(report.startedAt));
  return `${outcomeOf(report)}, ${report.uploads.gone} of ${report.uploads.selected} gone, after ${took}`;
}

function outcomeOf(report: CleanupReport | PrepareReport | FleetReport): string {
  if ('outcome' in report) return report.outcome;
  return report.deleted ? 'deleted' : 'ready';
}

import { count, span } from '../../../domain/wording.ts';
import type { CleanupReport } from '../../../workflows/cleanup/contract.ts';
import type { FleetReport } from '../../../workflows/fleet/contract.ts';
import type { PrepareReport } from '../../../workflows/prepare/contract.ts';

/** How a followed job ended, for stderr: the last of its phases may have come and gone between two looks. */
export function lastWord(report: CleanupReport | PrepareReport | FleetReport): string {
  const took = span(Date.parse(report.finishedAt) - Date.parse(report.startedAt));
  return `${outcomeOf(report)}, ${uploadsOf(report)}, after ${took}`;
}

function uploadsOf(report: CleanupReport | PrepareReport | FleetReport): string {
  const { gone, selected } = report.uploads;
  if ('outcome' in report && report.outcome === 'dry-run') return `${count(selected)} selected`;
  return `${count(gone)} of ${count(selected)} gone`;
}

function outcomeOf(report: CleanupReport | PrepareReport | FleetReport): string {
  if ('outcome' in report) return report.outcome;
  return report.deleted ? 'deleted' : 'ready';
}

import { count, span } from '../../../domain/wording.ts';
import type { JobReport } from '../report/report.ts';

/** How a followed job ended, for stderr. The last phase may begin and end between two looks, and so stay unseen. */
export function lastWord(report: JobReport): string {
  const took = span(Date.parse(report.finishedAt) - Date.parse(report.startedAt));
  return `${outcomeOf(report)}, ${uploadsOf(report)}, after ${took}`;
}

function uploadsOf(report: JobReport): string {
  const { gone, selected } = report.uploads;
  if ('outcome' in report && report.outcome === 'dry-run') return `${count(selected)} selected`;
  return `${count(gone)} of ${count(selected)} gone`;
}

function outcomeOf(report: JobReport): string {
  if ('outcome' in report) return report.outcome;
  return report.deleted ? 'deleted' : 'ready';
}

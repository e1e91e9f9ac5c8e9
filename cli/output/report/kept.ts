import { count, printable } from '../../../domain/wording.ts';
import type { CleanupReport } from '../../../workflows/cleanup/contract.ts';
import { table } from '../table.ts';

/** The uploads that were kept because they look completed, so that somebody may look at their objects. */
export function keptByName({ kept = [], uploads }: Pick<CleanupReport, 'kept' | 'uploads'>): string {
  if (kept.length === 0) return '';
  const rows = kept.map(({ reason, initiated, key, uploadId }) => [reason, initiated, printable(key), uploadId]);
  const columns = [{ title: 'KEPT BECAUSE OF' }, { title: 'INITIATED' }, { title: 'KEY' }, { title: 'UPLOAD ID' }];
  const more = uploads.keptCompleted - kept.length;
  return table(columns, rows) + (more > 0 ? `\n  and ${count(more)} more` : '');
}

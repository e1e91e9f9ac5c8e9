import { printable } from '../../../domain/wording.ts';
import type { UploadsRemainDetails } from '../../../workflows/cleanup/contract.ts';
import { table } from '../table.ts';
import { columnsOf } from '../width.ts';

/**
 * The uploads that remain, by name: as a table where it fits into the columns. Else each key and each upload ID has a line
 * of its own, so that a terminal breaks only what is longer than a line by itself.
 */
export function remainingByName(uploads: UploadsRemainDetails['uploads'], columns = Number.POSITIVE_INFINITY): string {
  const rows = uploads.map(({ reason, initiated, key, uploadId }) => [reason, initiated, printable(key), uploadId]);
  const whole = table([{ title: 'REASON' }, { title: 'INITIATED' }, { title: 'KEY' }, { title: 'UPLOAD ID' }], rows);
  if (Math.max(...whole.split('\n').map(columnsOf)) <= columns) return whole;
  return rows.map(([reason, initiated, key, uploadId]) => `  ${reason}  ${initiated}\n${key}\n${uploadId}`).join('\n');
}

import { count, printable } from '../../../domain/wording.ts';
import type { CleanupReport } from '../../../workflows/cleanup/contract.ts';
import { bytes } from '../bytes.ts';
import { table } from '../table.ts';

/** A table of what the uploads held, by prefix. Empty where nothing was measured. */
export function byPrefix({ measured }: { measured?: CleanupReport['measured'] }): string {
  if (!measured || measured.byPrefix.length === 0) return '';
  return table(
    [
      { title: 'PREFIX' },
      { title: 'UPLOADS', align: 'right' },
      { title: 'PARTS', align: 'right' },
      { title: 'SIZE', align: 'right' },
      { title: 'OLDEST' },
    ],
    measured.byPrefix.map((row) => [
      printable(row.prefix) || '(none)',
      count(row.uploads),
      count(row.parts),
      bytes(row.bytes),
      row.oldest,
    ]),
  );
}

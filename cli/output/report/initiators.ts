import type { InitiatorCount } from '../../../activities/contract.ts';
import { count, printable } from '../../../domain/wording.ts';
import { table } from '../table.ts';

/** A table of who initiated the uploads. Empty where S3 did not say. */
export function byInitiator({ initiators }: { initiators: InitiatorCount[] }): string {
  if (initiators.length === 0) return '';
  return table(
    [{ title: 'INITIATOR' }, { title: 'UPLOADS', align: 'right' }],
    initiators.map(({ id, uploads }) => [printable(id), count(uploads)]),
  );
}

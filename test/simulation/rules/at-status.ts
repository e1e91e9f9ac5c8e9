import type { CleanupStatus } from '../../../workflows/cleanup/contract.ts';
import { type Broken, brokenOf } from './broken.ts';
import type { Truth } from './truth.ts';

/** As docs/ describes it; what a status of before the ledger lacks is made up for. */
type Uploads = CleanupStatus['uploads'] & { unproven?: number };

/** What a status says must hold whenever it is asked for. */
export function brokenByStatus(
  { uploads, remaining, dryRun, ...status }: CleanupStatus & { inHand?: number },
  { proven }: Truth,
  id: string,
): Broken[] {
  const { listed, selected, gone, keptYoung, keptActive, unproven = 0 } = uploads as Uploads;
  const remain = Object.values(remaining).reduce((sum, count) => sum + count, 0);
  const inHand = status.inHand ?? selected - gone - remain - unproven;
  const account = `${id}: ${JSON.stringify({ ...uploads, remain, inHand })}`;
  return brokenOf(
    listed !== selected + keptYoung + keptActive && { rule: 'Equations', message: account },
    !dryRun && selected !== gone + remain + unproven + inHand && { rule: 'Equations', message: account },
    !dryRun && (inHand < 0 || gone < 0) && { rule: 'Equations', message: account },
    gone > proven.size && { rule: 'Proof', message: `${proven.size} proven; ${account}` },
  );
}

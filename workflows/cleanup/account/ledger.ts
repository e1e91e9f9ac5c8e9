import type { Resume } from '../contract.ts';
import type { CleanupRequest } from '../request.ts';

/**
 * The account of a job. Only this folder writes it, by verbs. At any time
 *   listed = selected + kept
 *   selected = gone + remaining + unproven + in hand
 * where what remains is kept by name or, beyond a bound, as a number. `gone` is added to at a proof, and only there.
 */
export interface Ledger {
  readonly state: Resume;
  readonly request: Pick<CleanupRequest, 'activeSince' | 'retry'>;
  /** Selected, and not judged by a ListParts since the last abort. */
  inHand: number;
}

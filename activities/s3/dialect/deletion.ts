import { S3Failure } from '../failures.ts';

/** How objects are deleted, from the way of AWS to that which every S3 knows. */
export type DeletionWay = 'DeleteObjects' | 'DeleteObjects with Content-MD5' | 'DeleteObject';

const NEXT: Record<DeletionWay, DeletionWay> = {
  DeleteObjects: 'DeleteObjects with Content-MD5',
  'DeleteObjects with Content-MD5': 'DeleteObject',
  DeleteObject: 'DeleteObject',
};

/**
 * How the store of a connection takes deletions, as its answers tell. Swift and older stores want the header Content-MD5 instead of
 * a CRC32, others do not know the headers of a CRC32, and some have no DeleteObjects. docs/compatibility.md, Others: "refuses
 * DeleteObjects as a whole".
 */
export class DeletionDialect {
  #way: DeletionWay = 'DeleteObjects';

  /** The way that the store has not refused so far. */
  get way(): DeletionWay {
    return this.#way;
  }

  /** Whether the store refused a whole request because of its way, so that there is another one to go. It is remembered. */
  learn(refusal: unknown, way: DeletionWay): boolean {
    if (way === 'DeleteObject' || !isOfTheWay(refusal)) return false;
    // Requests that were under way together are refused together.
    if (way === this.#way) this.#way = NEXT[way];
    return true;
  }
}

/** A refusal that another way may avoid: nothing is wrong with the bucket, the permissions or the pace. */
function isOfTheWay(refusal: unknown): boolean {
  return refusal instanceof S3Failure && (refusal.kind === 'refused' || refusal.type === 'Unsupported');
}

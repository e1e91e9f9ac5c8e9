/** How an upload takes an abort. Absent fields: the first abort frees everything at once. */
export interface AbortBehaviour {
  /** Aborts until the upload is gone; those before are answered 204, too, and leave it in place. Default 1. */
  abortsNeeded?: number;
  /** The aborts that do not suffice remove the parts: the upload stays listed, with none. Default false. */
  abortsDropParts?: boolean;
  /** A part in flight lands this long after a successful abort, and the upload is back. `times` defaults to 1. */
  latePart?: { afterMs: number; size?: number; times?: number };
  /** The abort returns early: the listing goes on showing the upload for this long. Default 0. */
  listedForMs?: number;
}

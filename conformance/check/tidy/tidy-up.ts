import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LeftBehind } from '../contract.ts';
import type { Store } from '../store.ts';
import type { Belongings } from './belongings.ts';
import { BucketRemoval } from './remove-buckets.ts';
import { removeObjects } from './remove-objects.ts';
import { UploadRemoval } from './remove-uploads.ts';
import type { Lent } from './tidying.ts';

/** 0.2, 0.4, 0.8, 1.6 s between five tries: an abort may have to be repeated, and a listing may lag. */
const TRIES = 5;
const FIRST_WAIT_MS = 200;

/** A store that does not answer any more must not keep anybody waiting. */
const WITHIN_MS = 60_000;

/** Removes what the check made, and looks whether it is gone. Answers what is still there. Never rejects. */
export async function tidyUp(store: Store, belongings: Belongings, lent: Lent | undefined): Promise<LeftBehind> {
  const signal = AbortSignal.timeout(WITHIN_MS);
  // Every request under way listens to it.
  setMaxListeners(0, signal);
  const tidying = { store, belongings, signal };
  const uploads = new UploadRemoval(tidying);
  const buckets = new BucketRemoval(tidying);
  for (let tries = 1; ; tries += 1) {
    const left = {
      uploads: await uploads.remove(lent),
      objects: lent ? await removeObjects(tidying, lent) : [],
      buckets: await buckets.remove(),
    };
    const isTidy = Object.values(left).every((names) => names.length === 0);
    if (isTidy || tries === TRIES || tidying.signal.aborted) return left;
    await sleep(FIRST_WAIT_MS * 2 ** (tries - 1));
  }
}

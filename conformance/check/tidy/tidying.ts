import type { Store } from '../store.ts';
import type { Belongings } from './belongings.ts';

/** What is removed, and where. After the signal no request is waited for. */
export interface Tidying {
  store: Store;
  belongings: Belongings;
  signal: AbortSignal;
}

/** A bucket of somebody else in which a check takes place. */
export interface Lent {
  bucket: string;
  /** How all keys begin that are ours. */
  root: string;
  listsByPrefix: boolean;
}

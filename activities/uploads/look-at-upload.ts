import type { KeepCompleted, Target, Upload } from '../contract.ts';
import type { S3Access } from '../frame/with-s3.ts';
import { looksMadeOf, mayBeMadeOf } from '../s3/dialect/completed-remnant.ts';
import type { ListedParts } from '../s3/gateway.ts';
import { type Idle, inspect } from './inspect-upload.ts';
import { keepsCompleted } from './keeps-completed.ts';

export interface Wanted {
  target: Target;
  /** An upload that was initiated, or got a part, at this instant or later is active. Absent: none is. */
  activeSince?: string;
  keepCompleted?: KeepCompleted;
  /** What it holds, whatever else is asked. */
  measure: boolean;
}

/** How S3 is asked about one upload: again when there is hope, or once. */
export type Ask = <T>(what: 'listParts' | 'headObject', request: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** `unknown`: nothing was asked that would say what it holds. */
export type Seen = 'active' | 'completed' | 'gone' | 'unknown' | Idle;

/**
 * What may keep an upload from being aborted: the abort itself, the measurement before it and the dry run all ask this. Parts are
 * listed once, and only where that is needed.
 */
export async function lookAt(upload: Upload, wanted: Wanted, { gateway }: S3Access, ask: Ask): Promise<Seen> {
  const { target, activeSince, measure, keepCompleted } = wanted;
  const list = (after: string | undefined): Promise<ListedParts> =>
    ask('listParts', (signal) => gateway.listParts(target, upload, after, signal));
  const isListed = measure || activeSince !== undefined;
  const held = isListed ? await inspect(upload, activeSince, list) : 'unknown';
  if (held === 'active' || held === 'gone' || !(await keepsCompleted(keepCompleted, target, gateway))) return held;
  const object = await ask('headObject', async (signal) => gateway.headObject?.(target, upload.key, signal));
  if (!object || !mayBeMadeOf(object, upload)) return held;
  const parts = isListed ? held : await inspect(upload, undefined, list);
  return typeof parts === 'object' && looksMadeOf(object, parts) ? 'completed' : parts;
}

import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { outcomeOf } from '../../behaviour.ts';
import type { LeftBehind } from '../contract.ts';
import { inLanes } from '../lanes.ts';
import type { Lent, Tidying } from './tidying.ts';

/** Deletes the objects of the check in a lent bucket, each by its exact key. Answers those that are still there. */
export async function removeObjects(tidying: Tidying, lent: Lent): Promise<LeftBehind['objects']> {
  const { store, belongings, signal: abortSignal } = tidying;
  const made = belongings.objects.map(({ Key }) => Key);
  if (made.length === 0) return [];
  const outcomes = await inLanes(made, (Key) =>
    outcomeOf(store.s3.send(new DeleteObjectCommand({ Bucket: lent.bucket, Key }), { abortSignal })),
  );
  const refused = made.filter((_, at) => !/^(2|404)/.test(outcomes[at] ?? ''));
  // Where nobody can look, what the deletions were answered has to do.
  const left = await keysUnder(tidying, lent).catch(() => refused);
  return left.map((key) => ({ bucket: lent.bucket, key, reason: `DeleteObject: ${outcomes[made.indexOf(key)]}` }));
}

async function keysUnder({ store, signal }: Tidying, { bucket: Bucket, root }: Lent): Promise<string[]> {
  const list = new ListObjectsV2Command({ Bucket, Prefix: root });
  const { Contents = [] } = await store.s3.send(list, { abortSignal: signal });
  return Contents.map(({ Key = '' }) => Key).filter((key) => key.startsWith(root));
}

import type { DialectEntry } from '../../domain/s3/dialect.ts';
import type { DeletionWay } from '../s3/dialect/deletion.ts';
import { fitsInXml } from '../s3/dialect/xml-text.ts';
import { S3Failure } from '../s3/failures.ts';
import type { ObjectRef, RefusedObject } from './contract.ts';
import type { BucketAccess } from './with-bucket.ts';

/** S3 takes up to 1,000 objects a request, but then it needs more time for each. */
const BATCH_SIZE = 250;

/** So many DeleteObjects in flight delete a page of 1,000. */
const BATCHES_AT_ONCE = 4;

const DIFFERS: Record<DeletionWay, DialectEntry | undefined> = {
  DeleteObjects: undefined,
  'DeleteObjects with Content-MD5': 'delete-objects-by-md5',
  DeleteObject: 'no-delete-objects',
};

/**
 * Deletes objects, 250 in a request, or one in a request where the store or the key wants it so. Answers those that are still there,
 * and why.
 */
export async function deleteAll(
  objects: ObjectRef[],
  access: BucketAccess,
  concurrency: number,
): Promise<RefusedObject[]> {
  const refused: RefusedObject[] = [];
  const alone = objects.filter((object) => !fitsInXml(object));
  const batches = inBatches(objects.filter(fitsInXml));
  await inLanes(batches, Math.min(concurrency, BATCHES_AT_ONCE), async (batch) => {
    const outcome = await deleteBatch(batch, access);
    if (outcome === 'one by one') alone.push(...batch);
    else refused.push(...outcome);
  });
  await inLanes(alone, concurrency, async (object) => {
    refused.push(...(await deleteIn('DeleteObject', [object], access)));
  });
  const differs = DIFFERS[access.bucket.deletion.way];
  if (differs) access.differs.add(differs);
  return refused;
}

function inBatches(objects: ObjectRef[]): ObjectRef[][] {
  const batches: ObjectRef[][] = [];
  for (let at = 0; at < objects.length; at += BATCH_SIZE) batches.push(objects.slice(at, at + BATCH_SIZE));
  return batches;
}

async function inLanes<T>(tasks: T[], lanes: number, work: (task: T) => Promise<void>): Promise<void> {
  const left = tasks.values();
  const lane = async () => {
    for (const task of left) await work(task);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, tasks.length) }, lane));
}

/** What is refused of a batch; `one by one` where the store takes no batches. */
async function deleteBatch(batch: ObjectRef[], access: BucketAccess): Promise<RefusedObject[] | 'one by one'> {
  const { deletion } = access.bucket;
  while (deletion.way !== 'DeleteObject') {
    const { way } = deletion;
    try {
      return await deleteIn(way, batch, access);
    } catch (error) {
      if (!deletion.learn(error, way)) throw error;
    }
  }
  return 'one by one';
}

/**
 * Answers the objects that are still there. An object whose deletion may go well next time is tried again, as a whole
 * request is.
 */
async function deleteIn(
  way: DeletionWay,
  objects: ObjectRef[],
  { target, bucket, requests }: BucketAccess,
): Promise<RefusedObject[]> {
  const refused: RefusedObject[] = [];
  let left = objects;
  let again: S3Failure | undefined;
  try {
    await requests.send('deleteObjects', async (signal) => {
      again = undefined;
      const refusals = await bucket.deleteObjects(target, left, way, signal);
      const hopeful = refusals.filter(({ failure }) => failure.isRetryable);
      const final = refusals.filter(({ failure }) => !failure.isRetryable);
      refused.push(...final.map(({ object, failure }) => ({ ...object, reason: failure.code })));
      left = hopeful.map(({ object }) => object);
      again = hopeful[0]?.failure;
      if (again) throw again;
    });
  } catch (error) {
    if (!(error instanceof S3Failure) || error !== again) throw error;
    refused.push(...left.map((object) => ({ ...object, reason: error.code })));
  }
  return refused;
}

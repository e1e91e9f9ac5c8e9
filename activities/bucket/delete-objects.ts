import { Context } from '@temporalio/activity';
import { howManyFit } from '../../domain/payload-size.ts';
import type { Dependencies } from '../frame/connections.ts';
import type { ListedObject, ListedObjects } from '../s3/bucket-gateway.ts';
import { isVersionMarkerRefused } from '../s3/dialect/version-marker.ts';
import { fitsInXml } from '../s3/dialect/xml-text.ts';
import { S3Failure } from '../s3/failures.ts';
import type { DeletedObjects, DeleteObjectsInput, ObjectRef, RefusedObject } from './contract.ts';
import { DeletionPlan } from './deletion-plan.ts';
import { type BucketAccess, withBucket } from './with-bucket.ts';

const PAGE_SIZE = 1_000;

/**
 * Four requests in flight delete a page. S3 takes up to 1,000 objects a request, but then it needs more time for each.
 */
const BATCH_SIZE = 250;

const NAMED_AT_MOST = 100;
const NAMED_BYTES_AT_MOST = 200_000;

/**
 * Deletes one page of objects: every version and delete marker, or the objects of a bucket without versions. An object
 * that S3 will not delete does not stop the others. S3: ListObjectVersions or ListObjectsV2, DeleteObjects.
 */
export function createDeleteObjects(dependencies: Dependencies) {
  return (input: DeleteObjectsInput): Promise<DeletedObjects> => {
    const plan = new DeletionPlan();
    const work = async (access: BucketAccess) => {
      const { page, fromTheBeginning } = await listPage(access, input);
      const before = plan.begin(page.objects);
      Context.current().heartbeat(plan.details);
      const refused = await deleteAll(page.objects, access, input.limits.concurrency);
      const isRefused = new Set(refused.map(idOf));
      const deleted = page.objects.filter((object) => !isRefused.has(idOf(object)));
      const deleteMarkers = deleted.filter(({ isDeleteMarker }) => isDeleteMarker).length;
      return {
        versions: before.versions + deleted.length - deleteMarkers,
        deleteMarkers: before.deleteMarkers + deleteMarkers,
        refused: countByReason(refused),
        named: refused.slice(0, Math.min(NAMED_AT_MOST, howManyFit(refused, NAMED_BYTES_AT_MOST))),
        ...(page.next && { next: page.next }),
        fromTheBeginning,
      };
    };
    return withBucket(dependencies, input.target, work, { limits: input.limits, details: () => plan.details });
  };
}

/**
 * The marker names an object that has been deleted since. S3 allows that. Where a store refuses it, the listing begins
 * again.
 */
async function listPage(
  { bucket, requests }: BucketAccess,
  { target, versions, marker }: DeleteObjectsInput,
): Promise<{ page: ListedObjects; fromTheBeginning: boolean }> {
  const request = { target, versions, maxKeys: PAGE_SIZE };
  const list = (from: Pick<DeleteObjectsInput, 'marker'>) =>
    requests.send('list', (signal) => bucket.listObjects({ ...request, ...from }, signal));
  if (!marker) return { page: await list({}), fromTheBeginning: true };
  try {
    return { page: await list({ marker }), fromTheBeginning: false };
  } catch (error) {
    if (!isVersionMarkerRefused(error)) throw error;
    return { page: await list({}), fromTheBeginning: true };
  }
}

async function deleteAll(objects: ListedObject[], access: BucketAccess, concurrency: number): Promise<RefusedObject[]> {
  const batches = inBatches(objects);
  const refused: RefusedObject[] = [];
  const lane = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      refused.push(...(await deleteBatch(batch, access)));
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, PAGE_SIZE / BATCH_SIZE) }, lane));
  return refused;
}

function inBatches(objects: ListedObject[]): ObjectRef[][] {
  const refs = objects.map(({ key, versionId }) => ({ key, ...(versionId !== undefined && { versionId }) }));
  const batches = refs.filter((object) => !fitsInXml(object)).map((object) => [object]);
  const others = refs.filter(fitsInXml);
  for (let at = 0; at < others.length; at += BATCH_SIZE) batches.push(others.slice(at, at + BATCH_SIZE));
  return batches;
}

/**
 * Answers the objects that are still there. An object whose deletion may go well next time is tried again, as a whole
 * request is.
 */
async function deleteBatch(batch: ObjectRef[], { target, bucket, requests }: BucketAccess): Promise<RefusedObject[]> {
  const refused: RefusedObject[] = [];
  let left = batch;
  let again: S3Failure | undefined;
  try {
    await requests.send('deleteObjects', async (signal) => {
      again = undefined;
      const refusals = await bucket.deleteObjects(target, left, signal);
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

function countByReason(refused: RefusedObject[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of refused) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

function idOf({ key, versionId = '' }: ObjectRef): string {
  return `${versionId}\n${key}`;
}

import { Context } from '@temporalio/activity';
import { howManyFit } from '../../domain/payload-size.ts';
import type { Dependencies } from '../frame/connections.ts';
import type { ListedObject, ListedObjects } from '../s3/bucket-gateway.ts';
import { isMarkerRefused } from '../s3/dialect/refused-marker.ts';
import type { DeletedObjects, DeleteObjectsInput, ObjectRef, RefusedObject } from './contract.ts';
import { deleteAll } from './delete-all.ts';
import { DeletionPlan } from './deletion-plan.ts';
import { type BucketAccess, withBucket } from './with-bucket.ts';

const PAGE_SIZE = 1_000;

const NAMED_AT_MOST = 100;
const NAMED_BYTES_AT_MOST = 200_000;

/**
 * Deletes one page of objects: every version and delete marker, or the objects of a bucket without versions. An object
 * that S3 will not delete does not stop the others. S3: ListObjectVersions or ListObjectsV2; DeleteObjects or DeleteObject.
 */
export function createDeleteObjects(dependencies: Dependencies) {
  return (input: DeleteObjectsInput): Promise<DeletedObjects> => {
    const plan = new DeletionPlan(input.before);
    const deletePage = async (access: BucketAccess) => {
      const { page, fromTheBeginning } = await listPage(access, input);
      const before = plan.begin(page.objects);
      Context.current().heartbeat(plan.details);
      const refused = await deleteAll(page.objects.map(refOf), access, input.limits.concurrency);
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
    return withBucket(dependencies, input.target, deletePage, { limits: input.limits, details: () => plan.details });
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
    if (!isMarkerRefused(error)) throw error;
    return { page: await list({}), fromTheBeginning: true };
  }
}

function refOf({ key, versionId }: ListedObject): ObjectRef {
  return { key, ...(versionId !== undefined && { versionId }) };
}

function countByReason(refused: RefusedObject[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of refused) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

function idOf({ key, versionId = '' }: ObjectRef): string {
  return `${versionId}\n${key}`;
}

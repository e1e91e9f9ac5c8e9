import type { ObjectLock } from '../s3/bucket-gateway.ts';
import { S3Failure } from '../s3/failures.ts';
import type { LockedObject, ObjectRef } from './contract.ts';
import type { BucketAccess } from './with-bucket.ts';

/** One page of versions shows the kind: a bucket is locked by a rule or by a habit, so its first objects are as its others. */
const LOOKED_AT = 20;

/**
 * Which of the first objects are under Object Lock now. One of which nothing is told may be locked all the same: its deletion says so.
 * S3: GetObjectLockConfiguration, ListObjectVersions, HeadObject.
 */
export async function lockedObjects(access: BucketAccess): Promise<LockedObject[]> {
  const { target, bucket, requests } = access;
  const ask = () => requests.send('bucket', (signal) => bucket.hasObjectLock(target, signal));
  if (!(await unlessUntold(ask()))) return [];
  const request = { target, versions: true, maxKeys: LOOKED_AT };
  const { objects } = await requests.send('list', (signal) => bucket.listObjects(request, signal));
  const versions = objects.filter(({ isDeleteMarker }) => !isDeleteMarker);
  const locks = await Promise.all(versions.map((object) => unlessUntold(lockOf(object, access))));
  return versions.flatMap(({ key, versionId }, at) => {
    const lock = locks[at];
    return lock && isLocked(lock) ? [{ key, ...(versionId && { versionId }), ...untilOf(lock) }] : [];
  });
}

function lockOf(object: ObjectRef, { target, bucket, requests }: BucketAccess): Promise<ObjectLock> {
  return requests.send('bucket', (signal) => bucket.lockOf(target, object, signal));
}

/** Without the permission to ask, or in an outage of this one question, its deletion will tell. */
async function unlessUntold<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof S3Failure) || error.type === 'NoSuchBucket') throw error;
    return undefined;
  }
}

function isLocked({ isHeld, retainedUntil = Number.NEGATIVE_INFINITY }: ObjectLock): boolean {
  return isHeld || retainedUntil > Date.now();
}

function untilOf({ isHeld, retainedUntil }: ObjectLock): Pick<LockedObject, 'until'> {
  return isHeld || retainedUntil === undefined ? {} : { until: new Date(retainedUntil).toISOString() };
}

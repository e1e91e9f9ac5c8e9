import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import type { Target } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import { meansNoUploads } from '../s3/dialect/listing/no-uploads.ts';
import { meansNoVersions } from '../s3/dialect/no-versions.ts';
import { S3Failure } from '../s3/failures.ts';
import { refuseWrongOwner } from '../s3/wrong-owner.ts';
import type { BucketInput, BucketInspection, InspectedBucket } from './contract.ts';
import { type BucketAccess, withBucket } from './with-bucket.ts';

/**
 * What the bucket is and whether anything is in it. Fails with NoSuchBucket, AccessDenied, WrongBucketOwner or
 * WrongRegion; whatever else S3 does not tell is null. S3: HeadBucket, GetBucketVersioning, GetBucketAcl, listings.
 */
export function createInspectBucket(dependencies: Dependencies) {
  return ({ target }: BucketInput): Promise<InspectedBucket> =>
    withBucket(dependencies, target, async (access) => {
      const { region = null } = await head(access);
      const versioning = await versioningOf(access);
      return {
        kind: isDirectoryBucket(target.bucket) ? 'directory' : 'general-purpose',
        region,
        owner: target.expectedBucketOwner ?? (await ownerOf(access)),
        versioning,
        holdsUploads: await holdsUploads(access),
        holdsObjects: await holdsObjects(access, versioning !== 'never-enabled'),
      };
    });
}

async function head({ target, bucket, requests }: BucketAccess): Promise<{ region?: string }> {
  const ask = (asked: Target) => requests.send('bucket', (signal) => bucket.headBucket(asked, signal));
  try {
    return await ask(target);
  } catch (error) {
    if (error instanceof S3Failure) await refuseWrongOwner(error, target, ask);
    throw error;
  }
}

async function versioningOf({ target, bucket, requests }: BucketAccess): Promise<BucketInspection['versioning']> {
  if (isDirectoryBucket(target.bucket)) return 'never-enabled';
  try {
    return await requests.send('bucket', (signal) => bucket.versioning(target, signal));
  } catch (error) {
    if (!(error instanceof S3Failure) || error.isRetryable) throw error;
    return meansNoVersions(error) ? 'never-enabled' : null;
  }
}

async function ownerOf({ target, bucket, requests }: BucketAccess): Promise<string | null> {
  if (isDirectoryBucket(target.bucket)) return null;
  try {
    return (await requests.send('bucket', (signal) => bucket.owner(target, signal))) ?? null;
  } catch (error) {
    if (error instanceof S3Failure && !error.isRetryable) return null;
    throw error;
  }
}

async function holdsUploads({ target, gateway, requests }: BucketAccess): Promise<boolean> {
  try {
    const page = await requests.send('list', (signal) => gateway.listUploads({ target, maxUploads: 1 }, signal));
    return page.uploads.length > 0;
  } catch (error) {
    if (meansNoUploads(error)) return false;
    throw error;
  }
}

async function holdsObjects({ target, bucket, requests }: BucketAccess, versions: boolean): Promise<boolean> {
  const page = await requests.send('list', (signal) => bucket.listObjects({ target, versions, maxKeys: 1 }, signal));
  return page.objects.length > 0;
}

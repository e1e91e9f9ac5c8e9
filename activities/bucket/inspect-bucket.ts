import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import type { Target } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import type { BucketHead, Versioning } from '../s3/bucket-gateway.ts';
import { meansNoUploads } from '../s3/dialect/listing/no-uploads.ts';
import { hasNoVersions, meansNoVersions } from '../s3/dialect/no-versions.ts';
import { S3Failure } from '../s3/failures.ts';
import { refuseWrongOwner } from '../s3/wrong-owner.ts';
import { askToDelete, isSafeToAsk } from './ask-to-delete.ts';
import type { BucketInspection, InspectBucketInput, InspectedBucket } from './contract.ts';
import { lockedObjects } from './locked-objects.ts';
import { isOwnerChecked } from './owner-check.ts';
import { type BucketAccess, withBucket } from './with-bucket.ts';

/**
 * What the bucket is and whether anything is in it. Fails with NoSuchBucket, AccessDenied, WrongBucketOwner or
 * WrongRegion; whatever else S3 does not tell is null. S3: HeadBucket, GetBucketVersioning, GetBucketAcl, listings, and
 * DeleteBucket where that is asked for.
 */
export function createInspectBucket(dependencies: Dependencies) {
  return (input: InspectBucketInput): Promise<InspectedBucket> =>
    withBucket(dependencies, input.target, async (access) => {
      const { region = null, server } = await head(access);
      const owner = await ownerOf(access);
      const versions = await versionsOf(access);
      const uploads = { holdsUploads: await holdsUploads(access) };
      const mayBeLocked = input.askAboutLocks && versions.versioning !== 'never-enabled';
      const locked = mayBeLocked ? await lockedObjects(access) : [];
      const mayAsk =
        input.askToDelete && locked.length === 0 && (await isSafeToAsk(access, { ...uploads, ...versions, server }));
      const objects = { holdsObjects: await holdsObjects(access, versions.versioning !== 'never-enabled') };
      const deletion = mayAsk && objects.holdsObjects ? await askToDelete(access) : undefined;
      const kind = isDirectoryBucket(input.target.bucket) ? ('directory' as const) : ('general-purpose' as const);
      return {
        kind,
        region,
        owner,
        ...versions,
        ...uploads,
        ...objects,
        ...(deletion && { deletion }),
        ...(locked.length > 0 && { locked }),
      };
    });
}

async function head({ target, bucket, requests }: BucketAccess): Promise<BucketHead> {
  const ask = (asked: Target) => requests.send('bucket', (signal) => bucket.headBucket(asked, signal));
  try {
    return await ask(target);
  } catch (error) {
    if (error instanceof S3Failure) await refuseWrongOwner(error, target, ask);
    throw error;
  }
}

/** The expected owner is known to be the owner only where S3 denies any other. */
async function ownerOf(access: BucketAccess): Promise<string | null> {
  const { expectedBucketOwner = null } = access.target;
  const isConfirmed = expectedBucketOwner !== null && (await isOwnerChecked(access));
  return isConfirmed ? expectedBucketOwner : await ownerInAcl(access);
}

async function ownerInAcl({ target, bucket, requests }: BucketAccess): Promise<string | null> {
  if (isDirectoryBucket(target.bucket)) return null;
  try {
    // MinIO says an empty one.
    return (await requests.send('bucket', (signal) => bucket.owner(target, signal))) || null;
  } catch (error) {
    if (error instanceof S3Failure && !error.isRetryable) return null;
    throw error;
  }
}

type Versions = Pick<BucketInspection, 'versioning' | 'mfaDelete'>;

async function versionsOf(access: BucketAccess): Promise<Versions> {
  if (isDirectoryBucket(access.target.bucket)) return { versioning: 'never-enabled', mfaDelete: false };
  const told = await versioning(access);
  if (typeof told === 'object') return { versioning: told.status, mfaDelete: told.mfaDelete };
  const hasNone = told === 'none' || (await hasNoVersions((versions) => holdsObjects(access, versions)));
  if (hasNone) access.differs.add('no-versions');
  return { versioning: hasNone ? 'never-enabled' : null, mfaDelete: false };
}

async function versioning({ target, bucket, requests }: BucketAccess): Promise<Versioning | 'none' | 'untold'> {
  try {
    return await requests.send('bucket', (signal) => bucket.versioning(target, signal));
  } catch (error) {
    if (!(error instanceof S3Failure) || error.isRetryable) throw error;
    return meansNoVersions(error) ? 'none' : 'untold';
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

import { type Bucket, DEFAULT_OWNER, newBucket } from './bucket.ts';
import { bucketNotEmpty } from './errors.ts';
import { pageSize } from './page-size.ts';
import { errorReply, NO_CONTENT, type Reply, xmlReply } from './reply.ts';
import type { S3Request } from './request.ts';
import { addBucket, type Call, type Simulation } from './simulation.ts';
import { compareUtf8 } from './utf8-order.ts';
import { element, optionalElement, textOf, xmlDocument } from './xml.ts';

export function createBucket(simulation: Simulation, request: S3Request): Reply {
  if (simulation.buckets.has(request.bucket)) {
    return errorReply(409, 'BucketAlreadyOwnedByYou', 'You already own it.', { BucketName: request.bucket });
  }
  const region = textOf(request.body, 'LocationConstraint') ?? simulation.region;
  // Object Lock is for versions: a bucket made for it has them.
  const objectLock = request.headers['x-amz-bucket-object-lock-enabled']?.toString().toLowerCase() === 'true';
  const options = { versioned: objectLock, objectLock };
  addBucket(simulation, newBucket(request.bucket, options, region, Math.floor(simulation.now())));
  return { status: 200, headers: { location: `/${request.bucket}` } };
}

export function headBucket({ bucket }: Call): Reply {
  return { status: 200, headers: { 'x-amz-bucket-region': bucket.region } };
}

/** General purpose: only objects and versions stand in the way. Directory buckets refuse while uploads are in progress. */
export function deleteBucket({ simulation, bucket }: Call): Reply {
  const hasUploads = bucket.refuseDeleteWithUploads && bucket.uploads.listing.size > 0;
  const isEmpty = !hasUploads && bucket.objects.isEmpty;
  if (!isEmpty && !bucket.deletedWhole) return bucketNotEmpty(bucket.name);
  simulation.buckets.delete(bucket.name);
  return NO_CONTENT;
}

/** us-east-1 is told as an empty element. */
export function getBucketLocation({ bucket }: Call): Reply {
  const region = bucket.region === 'us-east-1' ? '' : bucket.region;
  return xmlReply(xmlDocument('LocationConstraint', region));
}

/** The owner by a canonical ID of 64 digits; no grants. */
export function getBucketAcl({ bucket }: Call): Reply {
  const owner = `<Owner>${element('ID', bucket.owner.padStart(64, '0'))}</Owner>`;
  return xmlReply(xmlDocument('AccessControlPolicy', `${owner}<AccessControlList/>`));
}

export function getBucketVersioning({ bucket }: Call): Reply {
  const mfaDelete = optionalElement('MfaDelete', bucket.mfaDelete ? 'Enabled' : undefined);
  return xmlReply(xmlDocument('VersioningConfiguration', optionalElement('Status', bucket.versioning) + mfaDelete));
}

export function putBucketVersioning({ bucket, request }: Call): Reply {
  bucket.versioning = textOf(request.body, 'Status') === 'Enabled' ? 'Enabled' : 'Suspended';
  return { status: 200 };
}

export function getObjectLockConfiguration({ bucket }: Call): Reply {
  if (bucket.objectLock)
    return xmlReply(xmlDocument('ObjectLockConfiguration', element('ObjectLockEnabled', 'Enabled')));
  const message = 'Object Lock configuration does not exist for this bucket';
  return errorReply(404, 'ObjectLockConfigurationNotFoundError', message, { BucketName: bucket.name });
}

export function listBuckets(simulation: Simulation, request: S3Request): Reply {
  const { query } = request;
  const max = pageSize(query.get('max-buckets'), 'max-buckets');
  if (typeof max !== 'number') return max;
  const prefix = query.get('prefix') ?? '';
  const named = bucketsOf(simulation, false).filter(({ name }) => name.startsWith(prefix));
  const { page, next } = pageOf(named, query.get('continuation-token'), Math.min(max, simulation.maxPageSize));
  const owner = `<Owner>${element('ID', DEFAULT_OWNER)}</Owner>`;
  return bucketsReply('ListAllMyBucketsResult', owner, page, next, optionalElement('Prefix', prefix));
}

export function listDirectoryBuckets(simulation: Simulation, request: S3Request): Reply {
  const max = pageSize(request.query.get('max-directory-buckets'), 'max-directory-buckets');
  if (typeof max !== 'number') return max;
  const token = request.query.get('continuation-token');
  const { page, next } = pageOf(bucketsOf(simulation, true), token, Math.min(max, simulation.maxPageSize));
  return bucketsReply('ListAllMyDirectoryBucketsResult', '', page, next, '');
}

function bucketsOf(simulation: Simulation, isDirectory: boolean): Bucket[] {
  const buckets = Array.from(simulation.buckets.values()).filter((bucket) => bucket.isDirectory === isDirectory);
  return buckets.sort((a, b) => compareUtf8(a.name, b.name));
}

/** The token is the last name, in base64. */
function pageOf(buckets: Bucket[], token: string | undefined, limit: number): { page: Bucket[]; next?: string } {
  const after = token ? Buffer.from(token, 'base64url').toString() : '';
  const rest = buckets.filter(({ name }) => compareUtf8(name, after) > 0);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return last && page.length < rest.length ? { page, next: Buffer.from(last.name).toString('base64url') } : { page };
}

function bucketsReply(root: string, owner: string, page: Bucket[], next: string | undefined, prefix: string): Reply {
  const buckets = page.map(
    ({ name, created, region }) =>
      `<Bucket>${element('Name', name)}${element('CreationDate', new Date(created).toISOString())}${element('BucketRegion', region)}</Bucket>`,
  );
  const content = `${owner}<Buckets>${buckets.join('')}</Buckets>${optionalElement('ContinuationToken', next)}${prefix}`;
  return xmlReply(xmlDocument(root, content));
}

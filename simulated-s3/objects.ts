import { pseudoEtag } from './abort.ts';
import type { Bucket } from './bucket.ts';
import { accessDenied, malformedXml, noSuchKey } from './errors.ts';
import type { ObjectVersion } from './object-store.ts';
import { errorReply, type Reply, xmlReply } from './reply.ts';
import type { Call, Simulation } from './simulation.ts';
import { element, elementsOf, optionalElement, textOf, xmlDocument } from './xml.ts';

export function putObject({ simulation, request, bucket }: Call): Reply {
  const version = putVersion(simulation, bucket, request.key, request.size);
  version.data = request.data;
  version.isProtected = request.headers['x-amz-object-lock-legal-hold'] === 'ON';
  return { status: 200, headers: { etag: `"${version.etag}"`, ...versionHeader(version) } };
}

export function putObjectLegalHold({ request, bucket }: Call): Reply {
  const versionId = request.query.get('versionId');
  const version = versionId ? bucket.objects.version(request.key, versionId) : bucket.objects.latest(request.key);
  if (!version) return noSuchKey(request.key);
  version.isProtected = textOf(request.body, 'Status') === 'ON';
  return { status: 200 };
}

/** Stores a new latest version: beside the others where versioning is enabled, else in place of the null version. */
export function putVersion(
  simulation: Simulation,
  bucket: Bucket,
  key: string,
  size: number,
  parts?: number,
): ObjectVersion {
  const version = newVersion(simulation, bucket, { size, parts });
  bucket.objects.put(key, version);
  return version;
}

/** The ETag of an object that was made of parts ends in their number. */
export function newVersion(
  simulation: Simulation,
  bucket: Bucket,
  {
    size,
    parts,
    modified = Math.floor(simulation.now()),
  }: { size: number; parts?: number | undefined; modified?: number },
): ObjectVersion {
  return {
    versionId: bucket.versioning === 'Enabled' ? simulation.newToken().slice(0, 32) : 'null',
    size,
    etag: pseudoEtag(modified, size) + (parts === undefined ? '' : `-${parts}`),
    modified,
    isDeleteMarker: false,
    isProtected: false,
    isDestroyed: false,
  };
}

function versionHeader({ versionId }: ObjectVersion): Record<string, string> {
  return versionId === 'null' ? {} : { 'x-amz-version-id': versionId };
}

/** The body is as long as the object was. It is all zeros, but for that of a small PutObject. */
export function getObject(call: Call): Reply {
  const version = versionOf(call);
  return !version || version.isDestroyed ? noSuchKey(call.request.key) : replyOf(version);
}

function versionOf({ request: { key, query }, bucket }: Call): ObjectVersion | undefined {
  const versionId = query.get('versionId');
  const version = versionId ? bucket.objects.version(key, versionId) : bucket.objects.latest(key);
  return version?.isDeleteMarker ? undefined : version;
}

function replyOf(version: ObjectVersion): Reply {
  const headers = {
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.modified).toUTCString(),
    ...versionHeader(version),
    ...(version.isProtected && { 'x-amz-object-lock-legal-hold': 'ON' }),
    ...(version.retainedUntil !== undefined && {
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-object-lock-retain-until-date': new Date(version.retainedUntil).toISOString(),
    }),
  };
  return { status: 200, body: version.data ?? version.size, headers };
}

export function deleteObject(call: Call): Reply {
  const deletion = deleteVersion(call, call.request.key, call.request.query.get('versionId'));
  if (typeof deletion === 'string') return accessDenied(REFUSALS[deletion]);
  const headers = { ...(deletion.isDeleteMarker ? { 'x-amz-delete-marker': 'true' } : {}) };
  return {
    status: 204,
    headers: deletion.versionId ? { ...headers, 'x-amz-version-id': deletion.versionId } : headers,
  };
}

/** Why a version is not deleted, in S3's words. */
const REFUSALS = {
  locked: 'Access Denied because object protected by object lock.',
  mfa: 'Mfa Authentication must be used for this request',
};

interface Deletion {
  isDeleteMarker: boolean;
  versionId: string | undefined;
}

/** Without a version ID a versioned bucket gets a delete marker; deleting what is not there succeeds. */
function deleteVersion(
  { simulation, bucket }: Call,
  key: string,
  versionId?: string,
): Deletion | keyof typeof REFUSALS {
  if (versionId) {
    if (bucket.mfaDelete) return 'mfa';
    const version = bucket.objects.version(key, versionId);
    if (version && isLocked(simulation, version)) return 'locked';
    bucket.objects.remove(key, versionId);
    return { isDeleteMarker: version?.isDeleteMarker ?? false, versionId };
  }
  if (bucket.versioning === undefined) {
    const version = bucket.objects.version(key, 'null');
    if (version && isLocked(simulation, version)) return 'locked';
    bucket.objects.remove(key, 'null');
    return { isDeleteMarker: false, versionId: undefined };
  }
  const marker = { ...putVersion(simulation, bucket, key, 0), isDeleteMarker: true };
  bucket.objects.put(key, marker);
  return { isDeleteMarker: true, versionId: marker.versionId };
}

function isLocked(simulation: Simulation, { isProtected, retainedUntil = 0 }: ObjectVersion): boolean {
  return isProtected || retainedUntil > simulation.now();
}

/** At most 1,000 keys; refusals are listed in the answer, which is a 200 all the same. */
export function deleteObjects(call: Call): Reply {
  const objects = elementsOf(call.request.body, 'Object');
  if (objects.length === 0 || objects.length > 1000) return malformedXml();
  const isQuiet = textOf(call.request.body, 'Quiet') === 'true';
  const results = objects.map((xml) => deleteOne(call, textOf(xml, 'Key') ?? '', textOf(xml, 'VersionId'), isQuiet));
  return xmlReply(xmlDocument('DeleteResult', results.join('')));
}

function deleteOne(call: Call, key: string, versionId: string | undefined, isQuiet: boolean): string {
  const deletion = deleteVersion(call, key, versionId);
  const named = element('Key', key) + optionalElement('VersionId', versionId);
  if (typeof deletion === 'string') {
    return `<Error>${named}<Code>AccessDenied</Code><Message>${REFUSALS[deletion]}</Message></Error>`;
  }
  if (isQuiet) return '';
  const marker = element('DeleteMarker', true) + optionalElement('DeleteMarkerVersionId', deletion.versionId);
  return `<Deleted>${named}${deletion.isDeleteMarker ? marker : ''}</Deleted>`;
}

export function headObject(call: Call): Reply {
  const version = versionOf(call);
  return version ? replyOf(version) : { ...errorReply(404, 'NotFound', ''), body: '' };
}

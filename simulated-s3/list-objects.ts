import type { ObjectVersion, StoredObject } from './object-store.ts';
import { pageSize } from './page-size.ts';
import { type Reply, xmlReply } from './reply.ts';
import type { Call } from './simulation.ts';
import { compareUtf8 } from './utf8-order.ts';
import { element, encodeKey, optionalElement, xmlDocument } from './xml.ts';

/** ListObjectsV2, without delimiters. The continuation token is the last key, in base64. */
export function listObjectsV2({ simulation, request: { query }, bucket }: Call): Reply {
  const max = pageSize(query.get('max-keys'), 'max-keys');
  if (typeof max !== 'number') return max;
  const token = query.get('continuation-token');
  const after = token ? Buffer.from(token, 'base64url').toString() : (query.get('start-after') ?? '');
  const prefix = query.get('prefix') ?? '';
  const encode = query.get('encoding-type') === 'url' ? encodeKey : (key: string) => key;
  const found: string[] = [];
  let last = '';
  let isTruncated = false;
  for (const { key, versions } of objectsFrom(bucket.objects.listing, after, prefix)) {
    const version = versions[0];
    if (version === undefined || version.isDeleteMarker || key === after) continue;
    isTruncated = found.length >= Math.min(max, simulation.maxPageSize);
    if (isTruncated) break;
    found.push(`<Contents>${element('Key', encode(key))}${versionFields(version)}</Contents>`);
    last = key;
  }
  const next = isTruncated ? Buffer.from(last).toString('base64url') : undefined;
  return xmlReply(
    xmlDocument(
      'ListBucketResult',
      element('Name', bucket.name) +
        element('Prefix', encode(prefix)) +
        element('KeyCount', found.length) +
        element('MaxKeys', max) +
        optionalElement('EncodingType', query.get('encoding-type')) +
        element('IsTruncated', isTruncated) +
        optionalElement('ContinuationToken', token) +
        optionalElement('NextContinuationToken', next) +
        found.join(''),
    ),
  );
}

/** ListObjectVersions, without delimiters: the versions of a key, the latest first; delete markers among them. */
export function listObjectVersions({ simulation, request: { query }, bucket }: Call): Reply {
  const max = pageSize(query.get('max-keys'), 'max-keys');
  if (typeof max !== 'number') return max;
  const keyMarker = query.get('key-marker') ?? '';
  const versionMarker = query.get('version-id-marker') ?? '';
  const prefix = query.get('prefix') ?? '';
  const encode = query.get('encoding-type') === 'url' ? encodeKey : (key: string) => key;
  const found: string[] = [];
  let last: { key: string; versionId: string } | undefined;
  let isTruncated = false;
  const objects = bucket.listsVersions ? objectsFrom(bucket.objects.listing, keyMarker, prefix) : [];
  for (const object of objects) {
    for (const version of versionsAfter(object, keyMarker, versionMarker)) {
      isTruncated = found.length >= Math.min(max, simulation.maxPageSize);
      if (isTruncated) break;
      found.push(versionXml(encode(object.key), version, version === object.versions[0]));
      last = { key: object.key, versionId: version.versionId };
    }
    if (isTruncated) break;
  }
  return xmlReply(
    xmlDocument(
      'ListVersionsResult',
      element('Name', bucket.name) +
        element('Prefix', encode(prefix)) +
        element('KeyMarker', encode(keyMarker)) +
        element('VersionIdMarker', versionMarker) +
        optionalElement('EncodingType', query.get('encoding-type')) +
        (isTruncated && last
          ? element('NextKeyMarker', encode(last.key)) + element('NextVersionIdMarker', last.versionId)
          : '') +
        element('MaxKeys', max) +
        element('IsTruncated', isTruncated) +
        found.join(''),
    ),
  );
}

/** The objects with the prefix, beginning with the key itself. */
function* objectsFrom(listing: Call['bucket']['objects']['listing'], key: string, prefix: string) {
  const cursor = listing.seek((object) => compareUtf8(object.key, key) < 0 || compareUtf8(object.key, prefix) < 0);
  for (let object = cursor.item; object?.key.startsWith(prefix); object = cursor.item) {
    yield object;
    cursor.next();
  }
}

/** A key marker without a version marker is behind all the key's versions. */
function versionsAfter({ key, versions }: StoredObject, keyMarker: string, versionMarker: string): ObjectVersion[] {
  if (key !== keyMarker || keyMarker === '') return versions;
  if (versionMarker === '') return [];
  return versions.slice(versions.findIndex(({ versionId }) => versionId === versionMarker) + 1);
}

function versionXml(key: string, version: ObjectVersion, isLatest: boolean): string {
  const name = version.isDeleteMarker ? 'DeleteMarker' : 'Version';
  const identity = element('Key', key) + element('VersionId', version.versionId) + element('IsLatest', isLatest);
  const modified = element('LastModified', new Date(version.modified).toISOString());
  return `<${name}>${identity}${version.isDeleteMarker ? modified : versionFields(version)}</${name}>`;
}

function versionFields({ modified, etag, size }: ObjectVersion): string {
  return `${element('LastModified', new Date(modified).toISOString())}${element('ETag', `"${etag}"`)}${element('Size', size)}<StorageClass>STANDARD</StorageClass>`;
}

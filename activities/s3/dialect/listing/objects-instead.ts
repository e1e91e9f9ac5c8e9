import type { XmlElement } from '../../xml/element.ts';

/** What lists objects: the answer to ListObjects and ListObjectsV2. */
const OBJECTS_ROOT = 'ListBucketResult';

/**
 * Whether a store lists the objects of a bucket, whatever else is asked of it: it does not know the request, and looks at no query.
 * Read as what was asked for, such a listing has no uploads and no versions. So it counts as NotImplemented. `operation` is its name
 * in S3. docs/compatibility.md, Others: "lists the objects of a bucket, whatever is asked of it".
 */
export function listsObjectsInstead(operation: string, root: XmlElement | undefined): boolean {
  if (root?.name !== OBJECTS_ROOT || operation.startsWith('ListObjects')) return false;
  const shown = new Set(root.children.map(({ name }) => name));
  // Adobe S3Mock calls its listing of versions so, that of none, too. A bucket without objects has no versions that anybody knows of.
  if (operation === 'ListObjectVersions') return shown.has('Contents');
  return !shown.has('KeyMarker') && !shown.has('Upload');
}

/** What such a store should have said. */
export const OBJECTS_INSTEAD = { code: 'NotImplemented', message: 'it lists the objects of the bucket instead' };

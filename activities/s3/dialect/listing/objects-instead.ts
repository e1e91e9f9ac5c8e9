/** What lists objects: the answer to ListObjects and ListObjectsV2. */
const OBJECTS_ROOT = 'ListBucketResult';

/**
 * Whether a store lists the objects of a bucket, whatever else is asked of it: it does not know the request, and looks at no query.
 * Read as what was asked for, such a listing has no uploads and no versions. So it counts as NotImplemented. `operation` is its name
 * in S3. docs/compatibility.md, Others: "lists the objects of a bucket, whatever is asked of it".
 */
export function listsObjectsInstead(operation: string, root: { name: string } | undefined): boolean {
  return root?.name === OBJECTS_ROOT && !operation.startsWith('ListObjects');
}

/** What such a store should have said. */
export const OBJECTS_INSTEAD = { code: 'NotImplemented', message: 'it lists the objects of the bucket instead' };

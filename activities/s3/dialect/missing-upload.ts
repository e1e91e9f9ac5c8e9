import type { S3Operation } from '../operations.ts';

const OF_AN_UPLOAD = new Set<S3Operation>(['AbortMultipartUpload', 'ListParts']);

/**
 * True for a 404 that does not say NoSuchUpload, in answer to a question about one upload: Ceph RGW 16 says NoSuchKey of an upload that
 * is gone, others say nothing at all, and so may a proxy. It proves nothing alone. docs/compatibility.md, Others: "says in other words
 * that an upload is gone".
 */
export function meansMissing(code: string, status: number | undefined, operation: S3Operation): boolean {
  return OF_AN_UPLOAD.has(operation) && (status === 404 || code === 'NoSuchKey');
}

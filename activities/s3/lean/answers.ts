import { PARTS_ROOT_OF_MOTO } from '../dialect/parts-root.ts';
import { isTrue } from '../dialect/truth.ts';
import type { SaidPart, SaidParts, SaidUpload, SaidUploads } from '../sdk/answers.ts';
import { childOf, childrenOf, textOf, wordOf, type XmlElement } from '../xml/element.ts';

/** What the SDK reads from an answer to ListMultipartUploads, as far as we need it; undefined if it is none. */
export function readUploads(root: XmlElement | undefined): SaidUploads | undefined {
  const isTruncated = root && isTrue(textOf(root, 'IsTruncated'));
  if (root?.name !== 'ListMultipartUploadsResult' || isTruncated === null) return undefined;
  return {
    Bucket: textOf(root, 'Bucket'),
    EncodingType: wordOf(root, 'EncodingType') as 'url' | undefined,
    IsTruncated: isTruncated,
    NextKeyMarker: textOf(root, 'NextKeyMarker'),
    NextUploadIdMarker: wordOf(root, 'NextUploadIdMarker'),
    Uploads: childrenOf(root, 'Upload').map(readUpload),
  };
}

function readUpload(upload: XmlElement): SaidUpload {
  const initiator = childOf(upload, 'Initiator');
  return {
    Key: textOf(upload, 'Key'),
    UploadId: wordOf(upload, 'UploadId'),
    Initiated: wordOf(upload, 'Initiated'),
    Initiator: { ID: initiator && wordOf(initiator, 'ID') },
  };
}

/** What the SDK reads from an answer to ListParts, as far as we need it; undefined if it is none. */
export function readParts(root: XmlElement | undefined): SaidParts | undefined {
  const isTruncated = root && isTrue(textOf(root, 'IsTruncated'));
  if ((root?.name !== 'ListPartsResult' && root?.name !== PARTS_ROOT_OF_MOTO) || isTruncated === null) return undefined;
  return {
    UploadId: textOf(root, 'UploadId'),
    IsTruncated: isTruncated,
    NextPartNumberMarker: wordOf(root, 'NextPartNumberMarker'),
    Parts: childrenOf(root, 'Part').map(readPart),
  };
}

function readPart(part: XmlElement): SaidPart {
  const size = wordOf(part, 'Size');
  return { Size: size === undefined ? undefined : Number(size), LastModified: wordOf(part, 'LastModified') };
}

export interface S3Error {
  code?: string;
  message?: string;
  region?: string;
}

/** The `Error` that S3 answers with; undefined if it is none. */
export function readError(root: XmlElement | undefined): S3Error | undefined {
  if (root?.name !== 'Error') return undefined;
  const [code, message, region] = ['Code', 'Message', 'Region'].map((name) => wordOf(root, name));
  return { ...(code && { code }), ...(message && { message }), ...(region && { region }) };
}

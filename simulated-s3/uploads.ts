import { abortUpload, landPart } from './abort.ts';
import { invalidArgument, noSuchUpload, preconditionFailed } from './errors.ts';
import { putVersion } from './objects.ts';
import { pageSize } from './page-size.ts';
import { errorReply, NO_CONTENT, type Reply, xmlReply } from './reply.ts';
import type { Call } from './simulation.ts';
import { NO_PARTS, type Part, type StoredUpload } from './upload-store.ts';
import { element, elementsOf, textOf, xmlDocument } from './xml.ts';

export function createMultipartUpload({ simulation, request, bucket }: Call): Reply {
  const uploadId = simulation.newToken();
  bucket.uploads.add(newUpload(request.key, uploadId, Math.floor(simulation.now())));
  const content = element('Bucket', bucket.name) + element('Key', request.key) + element('UploadId', uploadId);
  return xmlReply(xmlDocument('InitiateMultipartUploadResult', content));
}

let sequence = 0;

export function newUpload(key: string, uploadId: string, initiated: number): StoredUpload {
  sequence += 1;
  return {
    key,
    uploadId,
    initiated,
    initiatedAs: undefined,
    sequence,
    state: 'present',
    listed: false,
    parts: NO_PARTS,
    initiator: undefined,
    behaviour: undefined,
    completedTo: undefined,
    aborts: 0,
    abortedAt: 0,
    firstVerifiedGoneAt: 0,
    verifiedGoneAt: 0,
  };
}

export function uploadPart({ simulation, request, bucket }: Call): Reply {
  const partNumber = Number(request.query.get('partNumber'));
  if (!(partNumber >= 1 && partNumber <= 10_000)) {
    return invalidArgument('Part number must be from 1 to 10000', 'partNumber', String(partNumber));
  }
  const upload = uploadForPart(bucket, request);
  if (!upload) return noSuchUpload();
  const etag = landPart(bucket.uploads, upload, partNumber, request.size, Math.floor(simulation.now()));
  return { status: 200, headers: { etag: `"${etag}"` } };
}

/** An upload aborted while the part's body was on its way takes the part only where the bucket lets it land. */
function uploadForPart(bucket: Call['bucket'], { key, query, at }: Call['request']): StoredUpload | undefined {
  const upload = bucket.uploads.find(query.get('uploadId') ?? '', key);
  if (upload?.state === 'present') return upload;
  const wasUnderWay = upload?.state === 'aborted' && at < upload.abortedAt;
  return wasUnderWay && bucket.partsInFlight === 'land' ? upload : undefined;
}

export function completeMultipartUpload({ simulation, request, bucket }: Call): Reply {
  const upload = bucket.uploads.findPresent(request.query.get('uploadId') ?? '', request.key);
  if (!upload) return noSuchUpload();
  const parts = elementsOf(request.body, 'Part').map((part) => matchingPart(upload, part));
  if (parts.length === 0 || !parts.every((part) => part !== undefined)) {
    return errorReply(400, 'InvalidPart', 'One or more of the specified parts could not be found.');
  }
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const version = putVersion(simulation, bucket, request.key, size, parts.length);
  if (bucket.completedUploads === 'remnant') {
    upload.completedTo = version;
  } else {
    upload.state = 'completed';
    bucket.uploads.unlist(upload);
  }
  const content = element('Bucket', bucket.name) + element('Key', request.key) + element('ETag', `"${version.etag}"`);
  return xmlReply(xmlDocument('CompleteMultipartUploadResult', content));
}

function matchingPart(upload: StoredUpload, xml: string): Part | undefined {
  const partNumber = Number(textOf(xml, 'PartNumber'));
  const etag = textOf(xml, 'ETag')?.replaceAll('"', '');
  return upload.parts.find((part) => part.partNumber === partNumber && part.etag === etag);
}

export function abortMultipartUpload(call: Call): Reply {
  const { simulation, request, bucket } = call;
  const upload = bucket.uploads.find(request.query.get('uploadId') ?? '', request.key);
  const condition = request.headers['x-amz-if-match-initiated-time'];
  const isPresent = upload?.state === 'present';
  if (isPresent && bucket.isDirectory && typeof condition === 'string' && !initiatedAt(upload, condition)) {
    return preconditionFailed('x-amz-if-match-initiated-time');
  }
  if (isPresent) abortUpload(call, upload);
  if (upload) {
    upload.abortedAt = simulation.now();
    upload.firstVerifiedGoneAt = 0;
    upload.verifiedGoneAt = 0;
  }
  if (isPresent || (bucket.isDirectory && condition !== undefined)) return NO_CONTENT;
  if (upload && bucket.repeatAbort === 'no-content') return NO_CONTENT;
  return bucket.missingUpload === 'not-found' ? NOT_FOUND : noSuchUpload();
}

/** The header is an HTTP date: whole seconds. */
function initiatedAt(upload: StoredUpload, httpDate: string): boolean {
  return Math.floor(upload.initiated / 1000) === Math.floor(Date.parse(httpDate) / 1000);
}

const NOT_FOUND: Reply = { status: 404 };

const MISSING_PARTS: Record<Call['bucket']['missingUpload'], () => Reply> = {
  'no-such-upload': noSuchUpload,
  'no-such-key': () => errorReply(404, 'NoSuchKey', 'The specified key does not exist.'),
  'not-found': () => NOT_FOUND,
};

export function listParts({ simulation, request, bucket }: Call): Reply {
  const { key, query } = request;
  const max = pageSize(query.get('max-parts'), 'max-parts');
  if (typeof max !== 'number') return max;
  const upload = bucket.uploads.find(query.get('uploadId') ?? '', key);
  if (!upload) return MISSING_PARTS[bucket.missingUpload]();
  const isGone = upload.state !== 'present';
  if (isGone || upload.parts.length === 0) noteVerifiedGone(upload, request.at);
  if (isGone) return MISSING_PARTS[bucket.missingUpload]();
  const marker = Number(query.get('part-number-marker') ?? 0);
  const rest = marker > 0 ? upload.parts.filter((part) => part.partNumber > marker) : upload.parts;
  const page = rest.slice(0, Math.min(max, simulation.maxPageSize));
  return xmlReply(
    xmlDocument(
      'ListPartsResult',
      element('Bucket', bucket.name) +
        element('Key', key) +
        element('UploadId', upload.uploadId) +
        `<Initiator>${element('ID', upload.initiator ?? bucket.owner)}</Initiator><Owner>${element('ID', bucket.owner)}</Owner>` +
        '<StorageClass>STANDARD</StorageClass>' +
        element('PartNumberMarker', marker) +
        element('NextPartNumberMarker', page.at(-1)?.partNumber ?? 0) +
        element('MaxParts', max) +
        element('IsTruncated', page.length < rest.length) +
        page.map(partXml).join(''),
    ),
  );
}

function noteVerifiedGone(upload: StoredUpload, at: number): void {
  if (upload.firstVerifiedGoneAt === 0) upload.firstVerifiedGoneAt = at;
  upload.verifiedGoneAt = at;
}

function partXml({ partNumber, modified, etag, size }: Part): string {
  return `<Part><PartNumber>${partNumber}</PartNumber><LastModified>${new Date(modified).toISOString()}</LastModified><ETag>&quot;${etag}&quot;</ETag><Size>${size}</Size></Part>`;
}

import type { Bucket } from './bucket.ts';
import { invalidArgument, notImplemented } from './errors.ts';
import { pageSize } from './page-size.ts';
import { type Reply, xmlReply } from './reply.ts';
import type { Call } from './simulation.ts';
import { type UploadListing, uploadPage } from './upload-page.ts';
import type { StoredUpload } from './upload-store.ts';
import { compareUtf8 } from './utf8-order.ts';
import { element, encodeKey, optionalElement, xmlDocument } from './xml.ts';

/** ListMultipartUploads. Order, markers and traps: docs/s3-behaviour.md. */
export function listMultipartUploads(call: Call): Reply {
  const { query } = call.request;
  const hasNoPages = call.bucket.markers === 'refused';
  if (hasNoPages && (query.has('max-uploads') || query.has('key-marker'))) return notImplemented('max-uploads');
  const max = pageSize(query.get('max-uploads'), 'max-uploads');
  if (typeof max !== 'number') return max;
  const start = call.bucket.isDirectory ? directoryStart(call) : generalPurposeStart(call);
  if (typeof start !== 'function') return start;
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const limit = hasNoPages ? Number.POSITIVE_INFINITY : Math.min(max, call.simulation.maxPageSize);
  const keyMarker = query.get('key-marker') ?? '';
  return render(call, max, uploadPage(call.bucket, { isBefore: start, prefix, delimiter, keyMarker, limit }));
}

/** True for the uploads that earlier pages have shown. */
type IsBefore = (upload: StoredUpload) => boolean;

function generalPurposeStart({ bucket, request }: Call): IsBefore | Reply {
  const keyMarker = request.query.get('key-marker');
  const idMarker = request.query.get('upload-id-marker');
  if (!keyMarker || bucket.markers === 'ignored') return () => false;
  const isFrom = bucket.keyMarkerAlone === 'from';
  if (!idMarker || bucket.markers === 'key only')
    return (upload) => compareUtf8(upload.key, keyMarker) < (isFrom ? 0 : 1);
  const last = bucket.uploads.find(idMarker, keyMarker);
  if (!last || (bucket.endedMarker === 'refused' && !last.listed)) {
    return invalidArgument('Invalid uploadId marker', 'upload-id-marker', idMarker);
  }
  return (upload) => bucket.uploads.compare(upload, last) <= 0;
}

function directoryStart({ request: { query } }: Call): IsBefore | Reply {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  if (query.get('upload-id-marker')) return notImplemented('upload-id-marker');
  if (prefix !== '' && !prefix.endsWith('/')) return invalidArgument('Prefix must end in /', 'prefix', prefix);
  if (delimiter !== '' && delimiter !== '/') return invalidArgument('Delimiter must be /', 'delimiter', delimiter);
  const marker = query.get('key-marker');
  if (!marker) return () => false;
  const last = readOpaqueMarker(marker);
  return last === undefined
    ? invalidArgument('Invalid marker', 'key-marker', marker)
    : (upload) => upload.uploadId <= last;
}

const OPAQUE = 'directory:';

function opaqueMarker(upload: StoredUpload): string {
  return Buffer.from(OPAQUE + upload.uploadId).toString('base64url');
}

function readOpaqueMarker(marker: string): string | undefined {
  const text = Buffer.from(marker, 'base64url').toString();
  return text.startsWith(OPAQUE) ? text.slice(OPAQUE.length) : undefined;
}

function render({ bucket, request: { query } }: Call, max: number, page: UploadListing): Reply {
  const isAsked = query.get('encoding-type') === 'url';
  const { keySpelling } = bucket;
  const encode = isAsked ? ENCODE[keySpelling] : (key: string) => key;
  const isSaid = isAsked && keySpelling !== 'unsaid' && keySpelling !== 'raw';
  const encodeMarker = keySpelling === 'unsaid' ? (key: string) => key : encode;
  const owner = ownerXml(bucket.owner);
  const uploads = shown(bucket, page.uploads).map((upload) => uploadXml(upload, encode, bucket.owner, owner));
  const prefixes = page.commonPrefixes.map(
    (prefix) => `<CommonPrefixes>${element('Prefix', encode(prefix))}</CommonPrefixes>`,
  );
  return xmlReply(
    xmlDocument(
      'ListMultipartUploadsResult',
      element('Bucket', bucket.name) +
        element('KeyMarker', encodeMarker(query.get('key-marker') ?? '')) +
        (bucket.isDirectory ? '' : element('UploadIdMarker', query.get('upload-id-marker') ?? '')) +
        nextMarkers(bucket, page, encodeMarker) +
        optionalElement('Delimiter', encode(query.get('delimiter') ?? '')) +
        element('Prefix', encode(query.get('prefix') ?? '')) +
        (isSaid ? element('EncodingType', 'url') : '') +
        element('MaxUploads', max) +
        element('IsTruncated', page.isTruncated) +
        uploads.join('') +
        prefixes.join(''),
    ),
    keySpelling === 'encoded' ? {} : { server: 'another' },
  );
}

const ENCODE: Record<Bucket['keySpelling'], (key: string) => string> = {
  encoded: encodeKey,
  unsaid: encodeURIComponent,
  claimed: (key) => key,
  raw: (key) => key,
  'plus stays': (key) => encodeURIComponent(key).replaceAll('%2B', '+'),
};

/** General purpose: filled on the last page, too, and empty where the page ends on a common prefix. */
function nextMarkers(bucket: Bucket, page: UploadListing, encode: (key: string) => string): string {
  if (bucket.nextMarkers === 'none') return '';
  if (bucket.isDirectory) return element('NextKeyMarker', page.isTruncated && page.last ? opaqueMarker(page.last) : '');
  const last = page.endsOnPrefix ? undefined : page.last;
  const key = element('NextKeyMarker', encode(last?.key ?? ''));
  const isKeyAlone = bucket.nextMarkers === 'key' || (bucket.nextMarkers === 'within a key' && !page.endsWithinKey);
  return isKeyAlone ? key : key + element('NextUploadIdMarker', last?.uploadId ?? '');
}

function shown({ pageOrder }: Bucket, uploads: StoredUpload[]): StoredUpload[] {
  return pageOrder === 'key' ? uploads : [...uploads].sort((a, b) => (a.uploadId < b.uploadId ? -1 : 1));
}

function uploadXml(upload: StoredUpload, encode: (key: string) => string, account: string, owner: string): string {
  return `<Upload>${element('Key', encode(upload.key))}<UploadId>${upload.uploadId}</UploadId><Initiator>${element('ID', upload.initiator ?? account)}</Initiator>${owner}<StorageClass>STANDARD</StorageClass>${initiatedXml(upload)}</Upload>`;
}

function initiatedXml({ initiated, initiatedAs = new Date(initiated).toISOString() }: StoredUpload): string {
  return optionalElement('Initiated', initiatedAs);
}

function ownerXml(account: string): string {
  return `<Owner>${element('ID', account)}</Owner>`;
}

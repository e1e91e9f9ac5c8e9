import { PARTS_ROOT_OF_MOTO } from '../dialect/parts-root.ts';
import type { SaidPart, SaidParts, SaidUpload, SaidUploads } from '../sdk/answers.ts';

const PROLOGUE = /^\s*(?:<\?xml[^>]*\?>)?\s*$/;
const UPLOADS = /<Upload>(.*?)<\/Upload>/gs;
const PARTS = /<Part>(.*?)<\/Part>/gs;

/** What the SDK reads from an answer to ListMultipartUploads, as far as we need it; undefined if the body is none. */
export function readUploads(body: string): SaidUploads | undefined {
  const content = contentOf('ListMultipartUploadsResult', body);
  if (content === undefined) return undefined;
  const rest = content.replaceAll(UPLOADS, '');
  return {
    Bucket: textOf('Bucket', rest),
    EncodingType: textOf('EncodingType', rest) as 'url' | undefined,
    IsTruncated: truthOf('IsTruncated', rest),
    NextKeyMarker: textOf('NextKeyMarker', rest),
    NextUploadIdMarker: textOf('NextUploadIdMarker', rest),
    Uploads: Array.from(content.matchAll(UPLOADS), ([, upload = '']) => readUpload(upload)),
  };
}

function readUpload(upload: string): SaidUpload {
  return {
    Key: textOf('Key', upload),
    UploadId: textOf('UploadId', upload),
    Initiated: textOf('Initiated', upload),
    Initiator: { ID: textOf('ID', innerOf('Initiator', upload) ?? '') },
  };
}

/** What the SDK reads from an answer to ListParts, as far as we need it; undefined if the body is none. */
export function readParts(body: string): SaidParts | undefined {
  const content = contentOf('ListPartsResult', body) ?? contentOf(PARTS_ROOT_OF_MOTO, body);
  if (content === undefined) return undefined;
  const rest = content.replaceAll(PARTS, '');
  return {
    UploadId: textOf('UploadId', rest),
    IsTruncated: truthOf('IsTruncated', rest),
    NextPartNumberMarker: textOf('NextPartNumberMarker', rest),
    Parts: Array.from(content.matchAll(PARTS), ([, part = '']) => readPart(part)),
  };
}

function readPart(part: string): SaidPart {
  const size = textOf('Size', part);
  return { Size: size === undefined ? undefined : Number(size), LastModified: textOf('LastModified', part) };
}

export interface S3Error {
  code?: string;
  message?: string;
  region?: string;
}

/** The `Error` that S3 answers with; undefined if the body is none. */
export function readError(body: string): S3Error | undefined {
  const content = contentOf('Error', body);
  if (content === undefined) return undefined;
  const [code, message, region] = ['Code', 'Message', 'Region'].map((name) => textOf(name, content));
  return { ...(code && { code }), ...(message && { message }), ...(region && { region }) };
}

/** The content of the root element, if that has this name. */
function contentOf(root: string, body: string): string | undefined {
  const start = body.indexOf(`<${root}`);
  const from = body.indexOf('>', start) + 1;
  const end = body.lastIndexOf(`</${root}>`);
  return start >= 0 && end >= from && PROLOGUE.test(body.slice(0, start)) ? body.slice(from, end) : undefined;
}

function textOf(name: string, xml: string): string | undefined {
  const inner = innerOf(name, xml);
  return inner === undefined ? undefined : unescaped(inner);
}

function truthOf(name: string, xml: string): boolean | undefined {
  const text = textOf(name, xml);
  return text === undefined ? undefined : text === 'true';
}

/** The content of the first element of that name. It has no attributes: S3 gives none to elements within the root. */
function innerOf(name: string, xml: string): string | undefined {
  const start = xml.indexOf(`<${name}>`);
  if (start < 0) return undefined;
  const from = start + name.length + 2;
  const end = xml.indexOf(`</${name}>`, from);
  return end < 0 ? undefined : xml.slice(from, end);
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (entity, hex?: string, decimal?: string, name = '') => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name] ?? entity;
  });
}

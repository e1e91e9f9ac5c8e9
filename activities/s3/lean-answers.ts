import type { ListPartsCommandOutput, Part } from '@aws-sdk/client-s3';

const PROLOGUE = /^\s*(?:<\?xml[^>]*\?>)?\s*/;
const ROOT = /^<(\w+)[^>]*>(.*)<\/\1>\s*$/s;
const PART = /<Part>(.*?)<\/Part>/gs;

/** What the SDK reads from an answer to ListParts, as far as we need it; undefined if it is none. */
export function readParts(body: string): Partial<ListPartsCommandOutput> | undefined {
  const content = contentOf('ListPartsResult', body);
  if (content === undefined) return undefined;
  const parts = Array.from(content.matchAll(PART), ([, part = '']) => readPart(part));
  const rest = parts.length === 0 ? content : content.replaceAll(PART, '');
  const next = textOf('NextPartNumberMarker', rest);
  const isTruncated = textOf('IsTruncated', rest);
  const uploadId = textOf('UploadId', rest);
  return {
    ...(uploadId !== undefined && { UploadId: uploadId }),
    ...(isTruncated !== undefined && { IsTruncated: isTruncated === 'true' }),
    ...(next !== undefined && { NextPartNumberMarker: next }),
    ...(parts.length > 0 && { Parts: parts }),
  };
}

function readPart(part: string): Part {
  const size = Number(textOf('Size', part));
  const modified = new Date(textOf('LastModified', part) ?? '');
  return {
    ...(!Number.isNaN(size) && { Size: size }),
    ...(!Number.isNaN(modified.getTime()) && { LastModified: modified }),
  };
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

/** What is in the root element, if that has this name. */
function contentOf(root: string, body: string): string | undefined {
  const [, name, content] = ROOT.exec(body.replace(PROLOGUE, '')) ?? [];
  return name === root ? content : undefined;
}

/** The text of the first element of that name. No attributes: S3 gives its elements none. */
function textOf(name: string, xml: string): string | undefined {
  const start = xml.indexOf(`<${name}>`);
  if (start < 0) return undefined;
  const from = start + name.length + 2;
  const end = xml.indexOf(`</${name}>`, from);
  return end < 0 ? undefined : unescaped(xml.slice(from, end));
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

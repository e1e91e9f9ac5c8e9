import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** Far more than a page of any listing. */
const LONGEST = { maxOutputLength: 64 * 2 ** 20 };

/**
 * The bytes of an answer as they were before somebody on the way compressed them, which nobody asked for. Fails where they are not
 * what they are said to be. docs/compatibility.md, Others: "is compressed, although nobody asked for it".
 */
export function decompressed(body: Uint8Array, encoding: string): Uint8Array {
  const names = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  // The last was applied last.
  return names.reduceRight<Uint8Array>((bytes, name) => DECODERS[name]?.(bytes) ?? bytes, body);
}

const DECODERS: Record<string, (body: Uint8Array) => Uint8Array> = {
  gzip: (body) => gunzipSync(body, LONGEST),
  'x-gzip': (body) => gunzipSync(body, LONGEST),
  deflate: inflated,
  br: (body) => brotliDecompressSync(body, LONGEST),
};

/** Some servers leave out the two bytes before it and the four behind it. */
function inflated(body: Uint8Array): Uint8Array {
  const hasHeader =
    body.length > 1 && ((body[0] ?? 0) & 0x0f) === 8 && (((body[0] ?? 0) << 8) | (body[1] ?? 0)) % 31 === 0;
  return hasHeader ? inflateSync(body, LONGEST) : inflateRawSync(body, LONGEST);
}

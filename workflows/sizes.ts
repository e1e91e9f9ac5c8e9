import type { UploadRef } from '../activities/contract.ts';

const utf8 = new TextEncoder();
const known = new WeakMap<UploadRef, number>();

/** Bytes that an upload takes in a payload. A key of 1,024 bytes may take 6,144: control characters are escaped. */
export function bytesOf(upload: UploadRef): number {
  const bytes = known.get(upload) ?? utf8.encode(JSON.stringify(upload)).length;
  known.set(upload, bytes);
  return bytes;
}

/** Orders keys as S3 lists them: by UTF-8, as code points are ordered. UTF-16, as `<` compares, differs beyond U+FFFF. */
export function isListedBehind(key: string, marker: string): boolean {
  const [a, b] = [[...key], [...marker]];
  const at = a.findIndex((character, index) => character !== b[index]);
  return at >= 0 && (a[at]?.codePointAt(0) ?? 0) > (b[at]?.codePointAt(0) ?? -1);
}

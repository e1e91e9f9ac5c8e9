import type { UploadRef } from './upload.ts';

/** FNV-1a over key and upload ID, twice with different seeds: 64 bits, enough for a few thousand uploads. */
export function fingerprint({ key, uploadId }: UploadRef): string {
  const text = `${uploadId}\n${key}`;
  return hash(text, 0x811c9dc5).toString(36) + hash(text, 0x01000193).toString(36);
}

function hash(text: string, seed: number): number {
  let value = seed;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

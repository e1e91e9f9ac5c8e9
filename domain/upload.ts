/** One incomplete multipart upload. A key may have many: only the upload ID tells them apart. */
export interface Upload {
  key: string;
  uploadId: string;
  /** When S3 created it, as the listing said; empty where it did not say. */
  initiated: string;
}

/** Enough to ask S3 about an upload. */
export type UploadRef = Pick<Upload, 'key' | 'uploadId'>;

/** An upload as it was listed, and nothing besides. */
export function nameOf({ key, uploadId, initiated }: Upload): Upload {
  return { key, uploadId, initiated };
}

/** True of a marker that says how far a key is listed; one that is a key alone says that all of it is. */
export function isInsideKey({ uploadId, unpaged }: { uploadId?: string; unpaged?: true }): boolean {
  return uploadId !== undefined && uploadId !== '' && !unpaged;
}

/** The keys after `after`, up to and including `through`. */
export interface KeyRange {
  /** Absent: from the first key on. */
  after?: string;
  /** Absent: to the last. */
  through?: string;
}

/** FNV-1a over key and upload ID, twice with different seeds: 64 bits, enough for a few thousand uploads. */
export function fingerprint({ key, uploadId }: UploadRef): string {
  const text = `${uploadId}\n${key}`;
  return hash(text, 0x811c9dc5).toString(36) + hash(text, 0x01000193).toString(36);
}

/** In the sandbox of workflows, a look for a global takes forty times as long as the rest of a step. */
const { imul } = Math;

function hash(text: string, seed: number): number {
  let value = seed;
  for (let at = 0; at < text.length; at += 1) value = imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

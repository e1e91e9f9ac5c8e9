import { fingerprint } from '../../../domain/upload.ts';
import type { AbortedUpload } from '../../../workflows/cleanup/contract.ts';
import { COUNTED_AT_MOST } from '../../../workflows/durable/policies.ts';
import { uploadOf } from './uploads.ts';

export const before = '2026-01-01T00:00:00Z';
export const during = '2026-02-01T00:00:01Z';
export const soon = '2026-02-01T00:00:05.000Z';

/** An upload that was aborted once. */
export const upload = (key: string, more: Partial<AbortedUpload> = {}): AbortedUpload =>
  uploadOf(key, { aborts: 1, ...more });

export const hashOf = (key: string) => fingerprint(upload(key));

export const account = { selected: 5, gone: 3, unproven: 0, reaborted: 0, alreadyGone: 0 };

/** So many that a job has let go of by name, some of them known as hashes. */
export const unnamed = (number: number, keys: string[] = []) => ({
  byReason: number > 0 ? { PartsRemain: number } : {},
  hashes: keys.map(hashOf),
});

/** So many as a job can remember; others are counted and forgotten. */
export const full = Array.from({ length: COUNTED_AT_MOST }, (_, n) => `hash ${n}`);

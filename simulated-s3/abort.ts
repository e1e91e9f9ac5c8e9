import type { AbortBehaviour } from './behaviour.ts';
import { matches } from './rules.ts';
import type { Call, Simulation } from './simulation.ts';
import { NO_PARTS, type StoredUpload, type UploadStore } from './upload-store.ts';

/** An abort that S3 accepts, with whatever the upload's behaviour makes of it. */
export function abortUpload({ simulation, request, bucket }: Call, upload: StoredUpload): void {
  const behaviour = upload.behaviour ?? simulation.behaviours.find((rule) => matches(rule, request)) ?? {};
  upload.aborts += 1;
  if (upload.completedTo) upload.completedTo.isDestroyed = true;
  const successes = upload.aborts - (behaviour.abortsNeeded ?? 1) + 1;
  if (successes > 0) end(simulation, bucket.uploads, upload, behaviour, successes);
  else if (behaviour.abortsDropParts) upload.parts = NO_PARTS;
}

function end(
  simulation: Simulation,
  uploads: UploadStore,
  upload: StoredUpload,
  { latePart, listedForMs }: AbortBehaviour,
  successes: number,
): void {
  const now = simulation.now();
  upload.state = 'aborted';
  upload.parts = NO_PARTS;
  if (listedForMs) simulation.agenda.add(now + listedForMs, () => vanish(uploads, upload));
  else uploads.unlist(upload);
  if (!latePart || successes > (latePart.times ?? 1)) return;
  const due = now + latePart.afterMs;
  simulation.agenda.add(due, () => landPart(uploads, upload, 1, latePart.size ?? 5_242_880, due));
}

function vanish(uploads: UploadStore, upload: StoredUpload): void {
  if (upload.state !== 'present') uploads.unlist(upload);
}

/** Stores a part; an aborted upload is back with it. Returns the part's ETag. */
export function landPart(
  uploads: UploadStore,
  upload: StoredUpload,
  partNumber: number,
  size: number,
  modified: number,
): string {
  const etag = pseudoEtag(upload.sequence, partNumber, size);
  const others = upload.parts.filter((part) => part.partNumber !== partNumber);
  upload.parts = [...others, { partNumber, size, modified, etag }].sort((a, b) => a.partNumber - b.partNumber);
  upload.state = 'present';
  uploads.list(upload);
  return etag;
}

/** Bodies are not kept, so ETags are made up: 32 hex digits, the same for the same arguments. */
export function pseudoEtag(...numbers: number[]): string {
  const hash = numbers.reduce((sum, number) => (Math.imul(sum, 0x01000193) ^ number) >>> 0, 0x811c9dc5);
  return hash.toString(16).padStart(8, '0').repeat(4);
}

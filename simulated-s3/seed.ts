import { pseudoEtag } from './abort.ts';
import type { AbortBehaviour } from './behaviour.ts';
import type { Bucket } from './bucket.ts';
import { newVersion, putVersion } from './objects.ts';
import type { Simulation } from './simulation.ts';
import type { Part, StoredUpload } from './upload-store.ts';
import { newUpload } from './uploads.ts';

/** An upload to begin with. */
export interface UploadSpec extends AbortBehaviour {
  key: string;
  /** Default: a new one. */
  uploadId?: string;
  /** Default: now. */
  initiated?: string | Date;
  /** How the listing says so; empty: it does not. Default: in UTC, with milliseconds. */
  initiatedAs?: string;
  /** Numbered from 1; `modified` defaults to the time of initiation. Default: no parts. */
  parts?: ReadonlyArray<{ size: number; modified?: string }>;
  /** Default: the bucket's owner. */
  initiator?: string;
  /** It was completed, now, and left behind: the object of its key is made of its parts, and an abort destroys it. Default false. */
  completed?: boolean;
}

/** Objects to begin with. */
export interface ObjectSpec {
  key: string;
  size?: number;
  /** It was made of so many. Default: it was put at once. */
  parts?: number;
  /** Default: now. */
  modified?: string | Date;
  /** How many versions, the last of them the latest. Default 1. */
  versions?: number;
  /** The latest version is a delete marker on top of those. Default false. */
  deleteMarker?: boolean;
  /** Every version is under a legal hold: deleting one is refused. Default false. */
  legalHold?: boolean;
  /** Until then, too. Default: no retention period. */
  retainUntil?: string | Date;
}

export function seedUpload(simulation: Simulation, bucket: Bucket, spec: UploadSpec): StoredUpload {
  const initiated = spec.initiated === undefined ? Math.floor(simulation.now()) : +new Date(spec.initiated);
  const upload = newUpload(flat(spec.key), spec.uploadId ?? simulation.newToken(), initiated);
  if (spec.parts) upload.parts = partsOf(spec.parts, upload);
  upload.initiator = spec.initiator;
  upload.initiatedAs = spec.initiatedAs;
  upload.behaviour = behaviourOf(spec);
  bucket.uploads.add(upload);
  if (spec.completed) {
    const size = upload.parts.reduce((sum, part) => sum + part.size, 0);
    upload.completedTo = putVersion(simulation, bucket, upload.key, size, upload.parts.length);
  }
  return upload;
}

/** Keys built from pieces hold on to them in memory; a copy does not. */
function flat(key: string): string {
  return Buffer.from(key).toString();
}

function partsOf(parts: NonNullable<UploadSpec['parts']>, upload: StoredUpload): Part[] {
  return parts.map(({ size, modified }, index) => ({
    partNumber: index + 1,
    size,
    modified: modified === undefined ? upload.initiated : Date.parse(modified),
    etag: pseudoEtag(upload.sequence, index + 1, size),
  }));
}

function behaviourOf({ abortsNeeded, abortsDropParts, latePart, listedForMs }: UploadSpec): AbortBehaviour | undefined {
  const given = Object.entries({ abortsNeeded, abortsDropParts, latePart, listedForMs });
  const behaviour = given.filter(([, value]) => value !== undefined);
  return behaviour.length === 0 ? undefined : Object.fromEntries(behaviour);
}

export function seedObject(simulation: Simulation, bucket: Bucket, spec: ObjectSpec): void {
  const { size = 0, parts, legalHold = false, retainUntil } = spec;
  const retention = retainUntil === undefined ? {} : { retainedUntil: +new Date(retainUntil) };
  const modified = Math.floor(spec.modified === undefined ? simulation.now() : +new Date(spec.modified));
  for (let index = 1; index <= (spec.versions ?? 1); index += 1) {
    const version = newVersion(simulation, bucket, { size, parts, modified });
    bucket.objects.put(flat(spec.key), { ...version, isProtected: legalHold, ...retention });
  }
  if (!spec.deleteMarker) return;
  const marker = newVersion(simulation, bucket, { size: 0, modified });
  bucket.objects.put(flat(spec.key), { ...marker, isDeleteMarker: true });
}

import { createHash } from 'node:crypto';
import { activityInfo } from '@temporalio/activity';
import type { ListedObject } from '../s3/bucket-gateway.ts';

interface Planned {
  /** Fingerprints of what an attempt was about to delete. */
  versions: string[];
  deleteMarkers: string[];
  /** What the attempts before it had deleted. */
  deleted: { versions: number; deleteMarkers: number };
}

/**
 * Counts what all attempts of one activity delete, so that a crash loses no count. Each attempt sends in its first
 * heartbeat what it is about to delete. What the next attempt does not find any more, the attempt before it deleted.
 */
export class DeletionPlan {
  readonly #before: Planned | undefined;
  #now: Planned = { versions: [], deleteMarkers: [], deleted: { versions: 0, deleteMarkers: 0 } };

  constructor() {
    this.#before = plannedBy(activityInfo().heartbeatDetails);
    if (this.#before) this.#now = this.#before;
  }

  /** Answers what earlier attempts deleted. */
  begin(objects: ListedObject[]): Planned['deleted'] {
    const versions = objects.filter(({ isDeleteMarker }) => !isDeleteMarker).map(fingerprint);
    const deleteMarkers = objects.filter(({ isDeleteMarker }) => isDeleteMarker).map(fingerprint);
    const left = new Set([...versions, ...deleteMarkers]);
    const countGone = (planned: string[] = []) => planned.filter((print) => !left.has(print)).length;
    const { deleted = { versions: 0, deleteMarkers: 0 } } = this.#before ?? {};
    this.#now = {
      versions,
      deleteMarkers,
      deleted: {
        versions: deleted.versions + countGone(this.#before?.versions),
        deleteMarkers: deleted.deleteMarkers + countGone(this.#before?.deleteMarkers),
      },
    };
    return this.#now.deleted;
  }

  get details(): Planned {
    return this.#now;
  }
}

function plannedBy(details: unknown): Planned | undefined {
  const { versions, deleteMarkers, deleted } = (details ?? {}) as Partial<Planned>;
  return versions && deleteMarkers && deleted ? { versions, deleteMarkers, deleted } : undefined;
}

/**
 * 54 bits. The fingerprints of 1,000 objects take 10 KB of heartbeat, and two objects are unlikely to have the same.
 */
function fingerprint({ key, versionId = '' }: ListedObject): string {
  return createHash('sha1').update(`${versionId}\n${key}`).digest('base64').slice(0, 9);
}

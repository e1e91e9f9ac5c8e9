import { createHash } from 'node:crypto';
import { activityInfo } from '@temporalio/activity';
import type { ListedObject } from '../s3/bucket-gateway.ts';
import type { PlannedDeletion } from './contract.ts';

/**
 * Counts what all attempts at one page delete, so that a crash loses no count. Each attempt sends in its first
 * heartbeat what it is about to delete. What the next attempt does not find any more, the attempt before it deleted.
 */
export class DeletionPlan {
  readonly #before: PlannedDeletion | undefined;
  #now: PlannedDeletion = { versions: [], deleteMarkers: [], deleted: { versions: 0, deleteMarkers: 0 } };

  /** `before` is the plan of the activity before. */
  constructor(before?: PlannedDeletion) {
    this.#before = plannedBy(activityInfo().heartbeatDetails ?? before);
    if (this.#before) this.#now = this.#before;
  }

  /** Answers what earlier attempts deleted. */
  begin(objects: ListedObject[]): PlannedDeletion['deleted'] {
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

  get details(): PlannedDeletion {
    return this.#now;
  }
}

function plannedBy(details: unknown): PlannedDeletion | undefined {
  const { versions, deleteMarkers, deleted } = (details ?? {}) as Partial<PlannedDeletion>;
  return versions && deleteMarkers && deleted ? { versions, deleteMarkers, deleted } : undefined;
}

/**
 * 54 bits. The fingerprints of 1,000 objects take 10 KB of heartbeat, and two objects are unlikely to have the same.
 */
function fingerprint({ key, versionId = '' }: ListedObject): string {
  return createHash('sha1').update(`${versionId}\n${key}`).digest('base64').slice(0, 9);
}

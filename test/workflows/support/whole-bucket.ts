import { ApplicationFailure } from '@temporalio/common';
import type {
  BucketActivities,
  BucketInspection,
  DeletedObjects,
  DeleteObjectsInput,
} from '../../../activities/bucket/contract.ts';
import type { CleanupActivities } from '../../../activities/contract.ts';
import { FakeBucket } from './fake-bucket.ts';

const FOUND: Omit<BucketInspection, 'holdsUploads' | 'holdsObjects'> = {
  kind: 'general-purpose',
  region: 'eu-central-1',
  owner: null,
  versioning: 'enabled',
  mfaDelete: false,
};

/** A bucket in memory with uploads, a number of objects and a policy. */
export class WholeBucket {
  readonly uploads = new FakeBucket();
  objects = 0;
  objectsPerPage = 1_000;
  blocked = false;
  exists = true;
  /** What was asked of the bucket as a whole, in order. */
  readonly calls: Array<keyof BucketActivities> = [];
  /** How often activities answer that there is no such bucket, whether there is or not. */
  readonly alarms: Partial<Record<keyof (CleanupActivities & BucketActivities), number>> = {};
  /** Called before each look at the bucket. */
  beforeLook: () => void = () => {};
  /** Answers of `deleteObjects` instead of a page, once each. */
  readonly pages: DeletedObjects[] = [];
  /** Answers of `allowNewUploads`, once each. */
  readonly policyFailures: ApplicationFailure[] = [];

  readonly activities: CleanupActivities & BucketActivities = this.#alarming({
    ...this.uploads.activities,
    bucketExists: async () => {
      this.calls.push('bucketExists');
      return { exists: this.exists, requests: { bucket: 1, list: 1 } };
    },
    inspectBucket: async ({ askToDelete = false }) => {
      this.calls.push('inspectBucket');
      this.beforeLook();
      const holds = { holdsUploads: this.uploads.uploads.length > 0, holdsObjects: this.objects > 0 };
      const deletion = askToDelete && holds.holdsObjects ? { deletion: 'allowed' as const } : {};
      return { ...FOUND, ...holds, ...deletion, requests: { bucket: 1, list: 2 } };
    },
    blockNewUploads: async () => {
      this.calls.push('blockNewUploads');
      this.blocked = true;
      return { requests: { bucket: 2 } };
    },
    allowNewUploads: async () => {
      this.calls.push('allowNewUploads');
      const failure = this.policyFailures.shift();
      if (failure) throw failure;
      this.blocked = false;
      return { requests: { bucket: 2 } };
    },
    deleteObjects: async (input) => this.#deletePage(input),
    deleteBucket: async () => {
      this.calls.push('deleteBucket');
      this.exists = false;
      return { requests: { bucket: 1 } };
    },
    describeBucket: async () => ({ region: null, lifecycle: { abortsAfterDays: null }, requests: { bucket: 1 } }),
    proveBucketGone: async () => {
      this.calls.push('proveBucketGone');
      if (this.exists) throw new Error('the bucket is there');
      return { requests: { bucket: 1 } };
    },
  });

  /** The activities, which answer NoSuchBucket as often as `alarms` say. */
  #alarming(activities: CleanupActivities & BucketActivities): CleanupActivities & BucketActivities {
    const alarming = ([name, activity]: [string, unknown]) => [
      name,
      async (input: unknown) => {
        const left = this.alarms[name as keyof BucketActivities] ?? 0;
        if (left <= 0) return await (activity as (input: unknown) => Promise<unknown>)(input);
        this.alarms[name as keyof BucketActivities] = left - 1;
        throw noSuchBucket();
      },
    ];
    return Object.fromEntries(Object.entries(activities).map(alarming));
  }

  #deletePage({ marker }: DeleteObjectsInput): DeletedObjects {
    this.calls.push('deleteObjects');
    const page = this.pages.shift();
    if (page) return page;
    const versions = Math.min(this.objects, this.objectsPerPage);
    this.objects -= versions;
    return deletedPage({
      versions,
      fromTheBeginning: marker === undefined,
      ...(this.objects > 0 ? { next: { key: `after ${this.objects}` } } : {}),
    });
  }
}

export function deletedPage(page: Partial<DeletedObjects>): DeletedObjects {
  const nothing = { versions: 0, deleteMarkers: 0, refused: {}, named: [], fromTheBeginning: false };
  return { ...nothing, requests: { list: 1, deleteObjects: 4 }, ...page };
}

export function noSuchBucket(): ApplicationFailure {
  return ApplicationFailure.create({ type: 'NoSuchBucket', message: 'none', nonRetryable: true });
}

export function denied(): ApplicationFailure {
  return ApplicationFailure.create({ type: 'AccessDenied', message: 'denied', nonRetryable: true });
}

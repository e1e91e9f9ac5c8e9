import { ApplicationFailure } from '@temporalio/common';
import type { AccountActivities, BucketPage, ListBucketsInput } from '../../../activities/account/contract.ts';
import type { BucketActivities } from '../../../activities/bucket/contract.ts';
import type { CleanupActivities, Target } from '../../../activities/contract.ts';
import type { TallyActivities } from '../../../activities/dry-run/contract.ts';
import type { RecordActivities } from '../../../activities/record/contract.ts';
import { isDirectoryBucket } from '../../../domain/bucket-name.ts';
import { matchesAny } from '../../../domain/glob/globs.ts';
import type { LifecycleColumn } from '../../../domain/s3/lifecycle.ts';
import { FakeBucket, outage } from './fake-bucket.ts';

type Activities = CleanupActivities &
  TallyActivities &
  AccountActivities &
  RecordActivities &
  Pick<BucketActivities, 'bucketExists' | 'describeBucket'>;

/** The buckets of an account, in memory, with activities that behave as the real ones. */
export class FakeAccount {
  readonly buckets = new Map<string, FakeBucket>();
  readonly pageSize = 3;
  /** Answer of `listBuckets` for directory buckets instead of a page. */
  directoryFailure: ApplicationFailure | undefined;
  /** Called before each page of buckets. */
  beforeListing: (input: Omit<ListBucketsInput, 'connection'>) => void = () => {};
  /** Which S3 this is. Undefined: nobody knows. */
  store: string | undefined;
  /** What S3 tells of the lifecycle of a bucket, by name. A failure, where it tells nothing. */
  readonly lifecycles = new Map<string, LifecycleColumn | ApplicationFailure>();
  /** S3 answers nothing. */
  isDown = false;
  /** The same for single buckets, by name. */
  readonly unreachable = new Set<string>();
  /** How often an activity met that. */
  refused = 0;
  /** The most buckets whose uploads were being listed, aborted or verified at once. */
  peak = 0;
  readonly #busy = new Map<string, number>();

  add(name: string, uploads = 1): FakeBucket {
    const bucket = new FakeBucket();
    for (let n = 0; n < uploads; n += 1) bucket.add(`key-${n}`);
    this.buckets.set(name, bucket);
    return bucket;
  }

  get uploadsLeft(): number {
    return [...this.buckets.values()].reduce((sum, { uploads }) => sum + uploads.length, 0);
  }

  readonly activities: Activities = {
    bucketExists: async ({ target }) => {
      this.#answer(target.bucket);
      return { exists: this.buckets.has(target.bucket), requests: { bucket: 1 } };
    },
    describeBucket: async ({ target }) => {
      this.#answer(target.bucket);
      const lifecycle = this.lifecycles.get(target.bucket) ?? { abortsAfterDays: null };
      if (lifecycle instanceof ApplicationFailure) throw lifecycle;
      return { region: 'eu-central-1', lifecycle, requests: { bucket: 1 } };
    },
    tallyUploads: (input) => this.#of(input.target, (bucket) => bucket.tallyUploads(input)),
    listUploads: (input) => this.#of(input.target, (bucket) => bucket.listUploads(input)),
    surveyUploads: (input) => this.#of(input.target, (bucket) => bucket.surveyUploads(input)),
    inspectUploads: (input) => this.#of(input.target, (bucket) => bucket.inspectUploads(input)),
    abortUploads: (input) => this.#of(input.target, (bucket) => bucket.abortUploads(input)),
    // The record of a bucket is in a folder of its name.
    openRecord: (input) => {
      const bucket = [...this.buckets.keys()].find((name) => input.at.includes(`/${name}/`)) ?? '';
      return this.#of({ connection: input.connection, bucket }, (activities) => activities.openRecord(input));
    },
    verifyUploads: (input) => this.#of(input.target, (bucket) => bucket.verifyUploads(input)),
    listBuckets: async (input) => this.#listBuckets(input),
  };

  async #of<T>({ bucket: name }: Target, act: (activities: FakeBucket['activities']) => Promise<T>): Promise<T> {
    this.#answer(name);
    const bucket = this.buckets.get(name);
    if (!bucket) throw ApplicationFailure.create({ type: 'NoSuchBucket', message: 'none', nonRetryable: true });
    this.#busy.set(name, (this.#busy.get(name) ?? 0) + 1);
    this.peak = Math.max(this.peak, [...this.#busy.values()].filter((activities) => activities > 0).length);
    try {
      return await act(bucket.activities);
    } finally {
      this.#busy.set(name, (this.#busy.get(name) ?? 0) - 1);
    }
  }

  /** Throws during an outage. */
  #answer(bucket = ''): void {
    if (!this.isDown && !this.unreachable.has(bucket)) return;
    this.refused += 1;
    throw outage();
  }

  #listBuckets({ kind, match, token }: ListBucketsInput): BucketPage {
    this.beforeListing({ kind, match, ...(token !== undefined && { token }) });
    this.#answer();
    if (kind === 'directory' && this.directoryFailure) throw this.directoryFailure;
    const names = [...this.buckets.keys()].filter((name) => isDirectoryBucket(name) === (kind === 'directory')).sort();
    const from = Number(token ?? 0);
    const to = from + this.pageSize;
    return {
      buckets: names.slice(from, to).filter((name) => matchesAny(name, match)),
      ...(to < names.length && { next: String(to) }),
      ...(this.store !== undefined && { store: this.store }),
      requests: { list: 1 },
    };
  }
}

/** Activities that ask the account of the connection which their input names. */
export function overConnections(accounts: Record<string, FakeAccount>): Activities {
  const names = Object.keys(new FakeAccount().activities) as Array<keyof Activities>;
  const routed = names.map((name) => [
    name,
    async (input: { connection?: string; target?: Target }) => {
      const account = accounts[input.target?.connection ?? input.connection ?? ''];
      if (!account) throw ApplicationFailure.create({ type: 'UnknownConnection', nonRetryable: true });
      return await (account.activities[name] as (given: unknown) => Promise<unknown>)(input);
    },
  ]);
  return Object.fromEntries(routed) as Activities;
}

import type { AccountActivities } from './account/contract.ts';
import { createListBuckets } from './account/list-buckets.ts';
import { createAllowNewUploads } from './bucket/allow-new-uploads.ts';
import { createBlockNewUploads } from './bucket/block-new-uploads.ts';
import { createBucketExists } from './bucket/bucket-exists.ts';
import type { BucketActivities } from './bucket/contract.ts';
import { createDeleteBucket } from './bucket/delete-bucket.ts';
import { createDeleteObjects } from './bucket/delete-objects.ts';
import { createInspectBucket } from './bucket/inspect-bucket.ts';
import { createDescribeBucket } from './bucket/lifecycle/describe-bucket.ts';
import { createProveBucketGone } from './bucket/prove-bucket-gone.ts';
import type { CleanupActivities } from './contract.ts';
import type { TallyActivities } from './dry-run/contract.ts';
import { createTallyUploads } from './dry-run/tally-uploads.ts';
import { asActivity } from './frame/as-activity.ts';
import { createConnect, type Dependencies } from './frame/connections.ts';
import { Journal } from './frame/journal.ts';
import { createListUploads } from './listing/list-uploads.ts';
import { ListedPages } from './listing/listed-pages.ts';
import { createSurveyUploads } from './listing/survey-uploads.ts';
import type { NotifyActivities } from './notify/contract.ts';
import { createCheckReceiver, createNotifyReceiver } from './notify/notify-receiver.ts';
import type { Receivers } from './notify/receivers.ts';
import type { RecordActivities } from './record/contract.ts';
import { createOpenRecord } from './record/open-record.ts';
import { type Clock, systemClock } from './s3/clock.ts';
import type { S3Gateway } from './s3/gateway.ts';
import { createAbortUploads } from './uploads/abort-uploads.ts';
import { createInspectUploads } from './uploads/inspect-uploads.ts';
import { createVerifyUploads } from './uploads/verify-uploads.ts';

export type { AccountActivities } from './account/contract.ts';
export type { BucketActivities } from './bucket/contract.ts';
export type { CleanupActivities } from './contract.ts';
export type { TallyActivities } from './dry-run/contract.ts';
export { unknownConnection } from './frame/connections.ts';
export type { NotifyActivities } from './notify/contract.ts';
export type { Receiver, Receivers } from './notify/receivers.ts';
export type { RecordActivities } from './record/contract.ts';
export { type Clock, systemClock } from './s3/clock.ts';
export { createGateway } from './s3/create-gateway.ts';
export type { S3Gateway } from './s3/gateway.ts';
export { requestsWaiting } from './s3/pacing/request-rate.ts';
export type { S3ConnectionConfig } from './s3/sdk/client.ts';

export interface ActivityOptions {
  /** The gateway of a connection; throws `unknownConnection` for a name it does not know. */
  s3: (connection: string) => S3Gateway;
  /** Default: the system's. */
  clock?: Clock;
  /** In [0, 1); spreads retries. Default: Math.random. */
  random?: () => number;
  /** The folder for records of jobs with `record: "folder:…"`. Every worker needs the same. Default: there is none. */
  recordFolder?: string | undefined;
  /** Who may be told how jobs end, by names that the `notify` of an input may name. Default: nobody. */
  notifications?: Receivers | undefined;
}

/** The activities to register with a worker. They share the pace of each bucket, which lives as long as they do. */
export function createActivities({
  s3,
  clock = systemClock,
  random = Math.random,
  recordFolder,
  notifications = {},
}: ActivityOptions): CleanupActivities &
  TallyActivities &
  BucketActivities &
  AccountActivities &
  RecordActivities &
  NotifyActivities {
  const pages = new ListedPages();
  const dependencies: Dependencies = { connect: createConnect(s3, clock, random), clock, random, pages, recordFolder };
  const journal = new Journal(clock);
  const create = <I extends object, O extends object>(createWork: (given: Dependencies) => (input: I) => Promise<O>) =>
    asActivity(createWork(dependencies), journal);
  return {
    listUploads: create(createListUploads),
    surveyUploads: create(createSurveyUploads),
    tallyUploads: create(createTallyUploads),
    inspectUploads: pages.told(create(createInspectUploads)),
    abortUploads: pages.told(create(createAbortUploads)),
    verifyUploads: pages.told(create(createVerifyUploads)),
    describeBucket: create(createDescribeBucket),
    inspectBucket: create(createInspectBucket),
    blockNewUploads: create(createBlockNewUploads),
    allowNewUploads: create(createAllowNewUploads),
    deleteObjects: create(createDeleteObjects),
    deleteBucket: create(createDeleteBucket),
    proveBucketGone: create(createProveBucketGone),
    bucketExists: create(createBucketExists),
    listBuckets: create(createListBuckets),
    openRecord: create(createOpenRecord),
    checkReceiver: asActivity(createCheckReceiver(notifications), journal),
    notifyReceiver: asActivity(createNotifyReceiver(notifications), journal),
  };
}

import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type Behaviour, outcomeOf } from '../behaviour.ts';
import { isSame } from '../same.ts';
import { emptyUpload, idsOf, keysOf, list, putPart, sortedKeysOf, upload, uploads } from '../uploads.ts';

/** How far the clocks may be apart. */
const SKEW_MS = 60_000;

/** A second and a bit: S3 tells times in whole seconds. */
const UNTIL_THE_NEXT_SECOND_MS = 1_100;

const IN_BYTE_ORDER = ['B', 'a', 'a/b', 'b', 'c', 'é', '～', '😀'];

/** UTF-8, UTF-16, initiation. */
const ORDERS = [IN_BYTE_ORDER, [...IN_BYTE_ORDER].sort(), [...IN_BYTE_ORDER].reverse()];

export const LISTING: Behaviour[] = [
  {
    title: 'lists nothing of a bucket without uploads',
    async observe(trial) {
      const page = await list(trial);
      return { keys: keysOf(page), isTruncated: page.IsTruncated };
    },
    asS3: { keys: [], isTruncated: false },
  },
  {
    title: 'lists uploads with and without parts, by key, upload ID, initiator and owner',
    async observe(trial) {
      const [empty, one] = [await emptyUpload(trial, 'empty'), await upload(trial, 'one')];
      const { Uploads: listed = [] } = await list(trial);
      const Uploads = listed.sort(({ Key: a = '' }, { Key: b = '' }) => (a < b ? -1 : 1));
      return {
        keys: Uploads.map(({ Key }) => Key),
        idsMatch: Uploads.every(({ UploadId }, n) => UploadId === [empty, one][n]?.UploadId),
        namesInitiators: Uploads.every(({ Initiator }) => Boolean(Initiator?.ID)),
        namesOwners: Uploads.every(({ Owner }) => Boolean(Owner?.ID)),
      };
    },
    asS3: { keys: ['empty', 'one'], idsMatch: true, namesInitiators: true, namesOwners: true },
  },
  {
    title: 'lists keys in the order of their UTF-8 bytes',
    async observe(trial) {
      await uploads(trial, [...IN_BYTE_ORDER].reverse());
      const keys = keysOf(await list(trial));
      // Another order may be a different one each time.
      return ORDERS.some((order) => isSame(keys, order)) ? keys : { inNoOrder: keys.sort() };
    },
    asS3: IN_BYTE_ORDER,
  },
  {
    title: 'lists the uploads of one key in the order of their initiation',
    async observe(trial) {
      const made = await uploads(trial, Array(8).fill('same'));
      const listed = idsOf(await list(trial));
      const all = made.every(({ UploadId }) => listed.includes(UploadId));
      return { all, inOrder: listed.join() === made.map(({ UploadId }) => UploadId).join() };
    },
    asS3: { all: true, inOrder: true },
  },
  {
    title: 'tells when an upload was initiated, the same whenever it is asked',
    async observe(trial) {
      const before = Date.now();
      const name = await upload(trial, 'a');
      const after = Date.now();
      const initiated = async () => (await list(trial)).Uploads?.[0]?.Initiated?.getTime();
      const first = await initiated();
      await new Promise((resolve) => setTimeout(resolve, UNTIL_THE_NEXT_SECOND_MS));
      const unasked = await initiated();
      await putPart(trial, name, 2);
      return {
        isTrue: first === undefined ? 'not told' : before - SKEW_MS < first && first < after + SKEW_MS,
        changesBetweenListings: unasked !== first,
        changesWithAPart: (await initiated()) !== unasked,
      };
    },
    asS3: { isTrue: true, changesBetweenListings: false, changesWithAPart: false },
  },
  {
    title: 'lists only keys with the prefix, which may end within a name',
    async observe(trial) {
      await uploads(trial, ['log', 'logs/1', 'logs/2', 'lo', 'videos/1']);
      const keysWith = async (Prefix: string) => sortedKeysOf(await list(trial, { Prefix }));
      return [await keysWith('log'), await keysWith('logs/'), await keysWith('logs/1'), await keysWith('none')];
    },
    asS3: [['log', 'logs/1', 'logs/2'], ['logs/1', 'logs/2'], ['logs/1'], []],
  },
  {
    title: 'answers NoSuchBucket to requests to a bucket that does not exist',
    async observe(trial) {
      // Nothing is begun there: SeaweedFS makes the bucket of an upload.
      const missing = { ...trial, bucket: trial.missing };
      const objects = new ListObjectsV2Command({ Bucket: trial.missing });
      return [await outcomeOf(list(missing)), await outcomeOf(trial.s3.send(objects))];
    },
    asS3: ['404 NoSuchBucket', '404 NoSuchBucket'],
  },
];

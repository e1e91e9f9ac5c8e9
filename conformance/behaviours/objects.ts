import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  type DeleteObjectsCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { type Behaviour, outcomeOf, type Trial } from '../behaviour.ts';

const SPELLABLE = ['a b+c', '100%', '<&>', 'größe/😀', 'plain'];

export const OBJECTS: Behaviour[] = [
  {
    title: 'deletes many objects with one request, and takes those that are not there for deleted',
    needs: ['no versions'],
    async observe(trial) {
      await put(trial, ...SPELLABLE);
      const answer = await deleteObjects(
        trial,
        [...SPELLABLE, 'never-there'].map((Key) => ({ Key })),
        false,
      );
      return { deleted: answer.Deleted?.length, errors: answer.Errors?.length ?? 0, left: await keysOf(trial) };
    },
    asS3: { deleted: SPELLABLE.length + 1, errors: 0, left: [] },
  },
  {
    title: 'says nothing of what it deleted when asked to be quiet',
    needs: ['no versions'],
    async observe(trial) {
      await put(trial, 'a');
      const answer = await deleteObjects(trial, [{ Key: 'a' }]);
      return { deleted: answer.Deleted?.length ?? 0, left: await keysOf(trial) };
    },
    asS3: { deleted: 0, left: [] },
  },
  {
    title: 'lists on from a token whose objects were deleted meanwhile',
    needs: ['no versions'],
    async observe(trial) {
      await put(trial, 'a', 'b', 'c', 'd', 'e');
      const first = await listObjects(trial, { MaxKeys: 2 });
      await deleteObjects(
        trial,
        (first.Contents ?? []).map(({ Key }) => ({ Key })),
      );
      const second = await listObjects(trial, { ContinuationToken: first.NextContinuationToken });
      return [first, second].map(({ Contents = [] }) => Contents.map(({ Key }) => Key));
    },
    asS3: [
      ['a', 'b'],
      ['c', 'd', 'e'],
    ],
  },
  {
    title: 'lists the versions of a key from the latest to the first, and its delete markers',
    needs: ['own bucket'],
    async observe(trial) {
      if (!(await isVersioned(trial))) return 'keeps no versions';
      await put(trial, 'a', 'a', 'b');
      await remove(trial, 'a');
      const page = await listVersions(trial);
      return {
        versions: page.Versions?.map(({ Key, IsLatest }) => `${Key} ${IsLatest}`),
        markers: page.DeleteMarkers?.map(({ Key, IsLatest }) => `${Key} ${IsLatest}`),
        isTruncated: page.IsTruncated,
      };
    },
    asS3: { versions: ['a false', 'a false', 'b true'], markers: ['a true'], isTruncated: false },
  },
  {
    title: 'pages through versions by key and version marker, although those listed were deleted meanwhile',
    needs: ['own bucket'],
    async observe(trial) {
      if (!(await isVersioned(trial))) return 'keeps no versions';
      await put(trial, 'a', 'a', 'a', 'b', 'c');
      await remove(trial, 'b');
      return await deletePageByPage(trial);
    },
    asS3: { pages: 3, deleted: 6, left: 0 },
  },
  {
    title: 'refuses to delete a version under legal hold among others, in an answer of 200',
    needs: ['own bucket'],
    async observe(trial) {
      const locked = { ...trial, bucket: `${trial.bucket}-locked` };
      const made = await createLocked(locked);
      if (made !== '200') return made;
      await put(locked, 'free');
      await putHeld(locked, 'held');
      const { Versions = [] } = await listVersions(locked);
      const answer = await deleteObjects(
        locked,
        Versions.map(({ Key, VersionId }) => ({ Key, VersionId })),
      );
      return (answer.Errors ?? []).map(({ Key, Code, Message = '' }) => ({
        Key,
        Code,
        speaksOfALock: /object lock|\bWORM\b/i.test(Message),
      }));
    },
    asS3: [{ Key: 'held', Code: 'AccessDenied', speaksOfALock: true }],
  },
];

async function put({ s3, bucket: Bucket, prefix }: Trial, ...keys: string[]): Promise<void> {
  for (const key of keys) await s3.send(new PutObjectCommand({ Bucket, Key: prefix + key, Body: 'object' }));
}

function putHeld({ s3, bucket: Bucket, prefix }: Trial, key: string) {
  const Key = prefix + key;
  return s3.send(new PutObjectCommand({ Bucket, Key, Body: 'object', ObjectLockLegalHoldStatus: 'ON' }));
}

function createLocked({ s3, bucket: Bucket }: Trial): Promise<string> {
  return outcomeOf(s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true })));
}

function remove({ s3, bucket: Bucket, prefix }: Trial, key: string) {
  return s3.send(new DeleteObjectCommand({ Bucket, Key: prefix + key }));
}

async function listObjects(
  { s3, bucket: Bucket, prefix }: Trial,
  page: { MaxKeys?: number; ContinuationToken?: string | undefined },
): Promise<ListObjectsV2CommandOutput> {
  const answer = await s3.send(new ListObjectsV2Command({ Bucket, ...(prefix && { Prefix: prefix }), ...page }));
  return { ...answer, ...(answer.Contents && { Contents: withoutPrefix(answer.Contents, prefix) }) };
}

async function keysOf(trial: Trial): Promise<Array<string | undefined>> {
  return ((await listObjects(trial, {})).Contents ?? []).map(({ Key }) => Key);
}

function deleteObjects(
  { s3, bucket: Bucket, prefix }: Trial,
  objects: Array<{ Key: string | undefined; VersionId?: string | undefined }>,
  Quiet = true,
): Promise<DeleteObjectsCommandOutput> {
  return s3.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: { Quiet, Objects: objects.map(({ Key = '', VersionId }) => ({ Key: prefix + Key, VersionId })) },
    }),
  );
}

function listVersions({ s3, bucket: Bucket }: Trial, page: object = {}): Promise<ListObjectVersionsCommandOutput> {
  return s3.send(new ListObjectVersionsCommand({ Bucket, ...page }));
}

/** Objects whose key begins so, by the rest of it. */
function withoutPrefix<T extends { Key?: string | undefined }>(objects: T[], prefix: string): T[] {
  return objects
    .filter(({ Key = '' }) => Key.startsWith(prefix))
    .map((object) => ({ ...object, Key: object.Key?.slice(prefix.length) }));
}

async function isVersioned({ s3, bucket: Bucket }: Trial): Promise<boolean> {
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  return (await outcomeOf(s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration })))) === '200';
}

/** As the product empties a bucket: from the markers of a page that is deleted by then. */
async function deletePageByPage(trial: Trial): Promise<object> {
  let deleted = 0;
  let pages = 0;
  let page: ListObjectVersionsCommandOutput | undefined;
  do {
    page = await listVersions(trial, {
      MaxKeys: 2,
      KeyMarker: page?.NextKeyMarker,
      VersionIdMarker: page?.NextVersionIdMarker,
    });
    pages += 1;
    const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    if (found.length > 0)
      await deleteObjects(
        trial,
        found.map(({ Key, VersionId }) => ({ Key, VersionId })),
      );
    deleted += found.length;
  } while (page.IsTruncated && pages < 10);
  const { Versions = [], DeleteMarkers = [] } = await listVersions(trial);
  return { pages, deleted, left: Versions.length + DeleteMarkers.length };
}

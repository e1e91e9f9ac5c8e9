import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { useSimulatedS3 } from './harness.ts';

const here = useSimulatedS3();

const named = (Key: string, Bucket = 'photos') => ({ Bucket, Key });

it('stores the size of an object and gives zeros back', async () => {
  await here.client.send(new PutObjectCommand({ ...named('a'), Body: Buffer.alloc(70_000, 1) }));

  const { ContentLength } = await here.client.send(new HeadObjectCommand(named('a')));
  const { Body } = await here.client.send(new GetObjectCommand(named('a')));

  expect(ContentLength).toBe(70_000);
  expect((await Body?.transformToByteArray())?.length).toBe(70_000);
});

it('answers NoSuchKey, and to HEAD a bare 404, for an object that is not there', async () => {
  await expect(here.client.send(new GetObjectCommand(named('a')))).rejects.toMatchObject({ name: 'NoSuchKey' });
  await expect(here.client.send(new HeadObjectCommand(named('a')))).rejects.toMatchObject({ name: 'NotFound' });
});

it('pages through objects in byte order', async () => {
  here.s3.seedObjects('photos', 2500, (i) => ({ key: `dir/${String(i).padStart(5, '0')}`, size: i }));
  here.s3.seedObjects('photos', 1, () => ({ key: 'elsewhere' }));

  const keys: Array<string | undefined> = [];
  for await (const page of paginateListObjectsV2({ client: here.client }, { Bucket: 'photos', Prefix: 'dir/' })) {
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
  }

  expect(keys).toHaveLength(2500);
  expect(keys).toEqual([...keys].sort());
});

it('deletes objects by the thousand', async () => {
  here.s3.seedObjects('photos', 1001, (i) => ({ key: `a&b/${i}` }));
  const Objects = Array.from({ length: 1000 }, (_, i) => ({ Key: `a&b/${i}` }));

  const { Deleted } = await here.client.send(new DeleteObjectsCommand({ Bucket: 'photos', Delete: { Objects } }));

  expect(Deleted).toHaveLength(1000);
  expect([here.s3.hasObject('photos', 'a&b/999'), here.s3.hasObject('photos', 'a&b/1000')]).toEqual([false, true]);
});

it('refuses to delete more than 1,000 objects in a request', async () => {
  const Objects = Array.from({ length: 1001 }, (_, i) => ({ Key: `${i}` }));

  const deletion = here.client.send(new DeleteObjectsCommand({ Bucket: 'photos', Delete: { Objects } }));

  await expect(deletion).rejects.toMatchObject({ name: 'MalformedXML' });
});

it('hides an object under a delete marker in a versioned bucket, and keeps its versions', async () => {
  here.s3.createBucket('versioned', { versioned: true });
  here.s3.seedObjects('versioned', 1, () => ({ key: 'a', versions: 2 }));

  const { DeleteMarker } = await here.client.send(new DeleteObjectCommand(named('a', 'versioned')));
  const listed = await here.client.send(new ListObjectVersionsCommand({ Bucket: 'versioned' }));

  expect(DeleteMarker).toBe(true);
  expect(here.s3.hasObject('versioned', 'a')).toBe(false);
  expect(listed.Versions?.map(({ IsLatest }) => IsLatest)).toEqual([false, false]);
  expect(listed.DeleteMarkers).toMatchObject([{ Key: 'a', IsLatest: true }]);
});

it('pages through versions, within a key, too', async () => {
  here.s3.createBucket('versioned', { versioned: true });
  here.s3.seedObjects('versioned', 30, (i) => ({ key: `${i}`, versions: 7, deleteMarker: i % 2 === 0 }));

  const seen: string[] = [];
  let page: ListObjectVersionsCommandOutput | undefined;
  do {
    const markers = { KeyMarker: page?.NextKeyMarker, VersionIdMarker: page?.NextVersionIdMarker };
    page = await here.client.send(new ListObjectVersionsCommand({ Bucket: 'versioned', MaxKeys: 10, ...markers }));
    seen.push(...[...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map((it) => `${it.Key} ${it.VersionId}`));
  } while (page.IsTruncated);

  expect(new Set(seen).size).toBe(30 * 7 + 15);
  expect(seen).toHaveLength(30 * 7 + 15);
});

it('drops the other versions of a key when only the key marker is given', async () => {
  here.s3.createBucket('versioned', { versioned: true });
  here.s3.seedObjects('versioned', 2, (i) => ({ key: `${i}`, versions: 2 }));

  const page = await here.client.send(new ListObjectVersionsCommand({ Bucket: 'versioned', KeyMarker: '0' }));

  expect(page.Versions?.map(({ Key }) => Key)).toEqual(['1', '1']);
});

it('deletes versions and delete markers for good when they are named', async () => {
  here.s3.createBucket('versioned', { versioned: true });
  here.s3.seedObjects('versioned', 1, () => ({ key: 'a', versions: 2, deleteMarker: true }));
  const listed = await here.client.send(new ListObjectVersionsCommand({ Bucket: 'versioned' }));
  const Objects = [...(listed.Versions ?? []), ...(listed.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
    Key,
    VersionId,
  }));

  await here.client.send(new DeleteObjectsCommand({ Bucket: 'versioned', Delete: { Objects, Quiet: true } }));

  const left = await here.client.send(new ListObjectVersionsCommand({ Bucket: 'versioned' }));
  expect([left.Versions, left.DeleteMarkers]).toEqual([undefined, undefined]);
});

it('refuses to delete a version under a legal hold: alone, and among others in an answer of 200', async () => {
  here.s3.createBucket('versioned', { versioned: true });
  here.s3.seedObjects('versioned', 1, () => ({ key: 'held', legalHold: true }));
  const { Versions = [] } = await here.client.send(new ListObjectVersionsCommand({ Bucket: 'versioned' }));
  const held = { Key: 'held', VersionId: Versions[0]?.VersionId };

  const alone = here.client.send(new DeleteObjectCommand({ Bucket: 'versioned', ...held }));
  await expect(alone).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });

  const deletion = new DeleteObjectsCommand({ Bucket: 'versioned', Delete: { Objects: [held] } });
  await expect(here.client.send(deletion)).resolves.toMatchObject({ Errors: [{ ...held, Code: 'AccessDenied' }] });
});

it('keeps an object that was put under a legal hold, in a bucket made for Object Lock', async () => {
  await here.client.send(new CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }));
  const put = new PutObjectCommand({ Bucket: 'locked', Key: 'held', Body: 'a', ObjectLockLegalHoldStatus: 'ON' });
  const { VersionId } = await here.client.send(put);

  const deletion = here.client.send(new DeleteObjectCommand({ Bucket: 'locked', Key: 'held', VersionId }));

  await expect(deletion).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
  expect(here.s3.hasObject('locked', 'held')).toBe(true);
});

it('says whether a bucket was made for Object Lock, and of a version whether it is held', async () => {
  here.s3.createBucket('plain', { versioned: true });
  here.s3.createBucket('locked', { versioned: true, objectLock: true });
  here.s3.seedObjects('locked', 1, () => ({ key: 'held', legalHold: true }));
  const lockOf = (Bucket: string) => here.client.send(new GetObjectLockConfigurationCommand({ Bucket }));

  await expect(lockOf('plain')).rejects.toMatchObject({ name: 'ObjectLockConfigurationNotFoundError' });
  expect((await lockOf('locked')).ObjectLockConfiguration).toEqual({ ObjectLockEnabled: 'Enabled' });
  const head = new HeadObjectCommand({ Bucket: 'locked', Key: 'held' });
  expect(await here.client.send(head)).toMatchObject({ ObjectLockLegalHoldStatus: 'ON' });
});

it('says of a protected object that Object Lock protects it, under the code of a missing permission', async () => {
  here.s3.createBucket('versioned', { versioned: true });
  here.s3.seedObjects('versioned', 1, () => ({ key: 'held', legalHold: true }));
  const { Versions = [] } = await here.client.send(new ListObjectVersionsCommand({ Bucket: 'versioned' }));
  const Objects = Versions.map(({ VersionId }) => ({ Key: 'held', VersionId }));

  const answer = await here.client.send(new DeleteObjectsCommand({ Bucket: 'versioned', Delete: { Objects } }));

  expect(answer.Errors).toMatchObject([{ Code: 'AccessDenied', Message: expect.stringMatching(/object lock/i) }]);
});

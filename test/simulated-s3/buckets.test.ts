import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  paginateListBuckets,
  paginateListDirectoryBuckets,
} from '@aws-sdk/client-s3';
import { useSimulatedS3 } from './harness.ts';

const here = useSimulatedS3();

const deletion = (Bucket: string) => here.client.send(new DeleteBucketCommand({ Bucket }));

it('creates a bucket once', async () => {
  await here.client.send(new CreateBucketCommand({ Bucket: 'new' }));

  expect(here.s3.hasBucket('new')).toBe(true);
  const again = here.client.send(new CreateBucketCommand({ Bucket: 'new' }));
  await expect(again).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
});

it('tells the region of a bucket, of us-east-1 as nothing', async () => {
  here.s3.createBucket('far', { region: 'eu-west-1' });
  const location = async (Bucket: string) =>
    (await here.client.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint;

  expect(await location('photos')).toBeUndefined();
  expect(await location('far')).toBe('eu-west-1');
  await expect(here.client.send(new HeadBucketCommand({ Bucket: 'photos' }))).resolves.toMatchObject({
    BucketRegion: 'us-east-1',
  });
});

it('switches versioning on and suspends it', async () => {
  const status = async () => (await here.client.send(new GetBucketVersioningCommand({ Bucket: 'photos' }))).Status;
  const set = (Status: 'Enabled' | 'Suspended') =>
    here.client.send(new PutBucketVersioningCommand({ Bucket: 'photos', VersioningConfiguration: { Status } }));

  expect(await status()).toBeUndefined();
  await set('Enabled');
  expect(await status()).toBe('Enabled');
  await set('Suspended');
  expect(await status()).toBe('Suspended');
});

it('deletes a general purpose bucket although uploads are in progress', async () => {
  here.s3.seedUpload('photos', { key: 'a' });

  await deletion('photos');

  expect(here.s3.hasBucket('photos')).toBe(false);
});

it('refuses to delete a general purpose bucket with uploads where it is told to', async () => {
  here.s3.createBucket('guarded', { refuseDeleteWithUploads: true });
  here.s3.seedUpload('guarded', { key: 'a' });

  await expect(deletion('guarded')).rejects.toMatchObject({
    name: 'BucketNotEmpty',
    $metadata: { httpStatusCode: 409 },
  });
});

it('refuses to delete a bucket with objects, or with nothing but a delete marker', async () => {
  here.s3.createBucket('versioned', { versioned: true });
  here.s3.seedObjects('photos', 1, () => ({ key: 'a' }));
  here.s3.seedObjects('versioned', 1, () => ({ key: 'a', versions: 0, deleteMarker: true }));

  await expect(deletion('photos')).rejects.toMatchObject({ name: 'BucketNotEmpty' });
  await expect(deletion('versioned')).rejects.toMatchObject({ name: 'BucketNotEmpty' });
});

it('deletes a bucket with all that is in it where it is told to', async () => {
  here.s3.createBucket('whole', { deletedWhole: true });
  here.s3.seedObjects('whole', 3, (n) => ({ key: `${n}` }));
  here.s3.seedUpload('whole', { key: 'a' });

  await deletion('whole');

  expect(here.s3.hasBucket('whole')).toBe(false);
});

it('tells that MFA delete is on, and denies every deletion of a version then', async () => {
  here.s3.createBucket('guarded', { versioned: true, mfaDelete: true });
  here.s3.seedObjects('guarded', 1, () => ({ key: 'a' }));
  const named = { Bucket: 'guarded' };

  const { MFADelete } = await here.client.send(new GetBucketVersioningCommand(named));
  const { Versions = [] } = await here.client.send(new ListObjectVersionsCommand(named));
  const Objects = Versions.map(({ VersionId }) => ({ Key: 'a', VersionId }));
  const { Errors } = await here.client.send(new DeleteObjectsCommand({ ...named, Delete: { Objects } }));

  expect(MFADelete).toBe('Enabled');
  expect(Errors).toMatchObject([{ Code: 'AccessDenied', Message: expect.stringContaining('Mfa') }]);
});

it('lists no versions where it is told to', async () => {
  here.s3.createBucket('plain', { listsVersions: false });
  here.s3.seedObjects('plain', 1, () => ({ key: 'a' }));

  const { Versions } = await here.client.send(new ListObjectVersionsCommand({ Bucket: 'plain' }));

  expect(Versions).toBeUndefined();
  expect(here.s3.hasObject('plain', 'a')).toBe(true);
});

it('looks at no expected owner where it is told to', async () => {
  here.s3.createBucket('anyone', { checksOwner: false });
  const head = new HeadBucketCommand({ Bucket: 'anyone', ExpectedBucketOwner: '999999999999' });

  await expect(here.client.send(head)).resolves.toBeDefined();
});

it('lists general purpose and directory buckets apart, by page and prefix', async () => {
  for (let i = 0; i < 5; i += 1) here.s3.createBucket(`b${i}`);
  for (let i = 0; i < 5; i += 1) here.s3.createBucket(`d${i}--use1-az4--x-s3`);
  const general: Array<string | undefined> = [];
  const directory: Array<string | undefined> = [];

  const paging = { client: here.client, pageSize: 2 };
  for await (const { Buckets } of paginateListBuckets(paging, { Prefix: 'b' })) {
    general.push(...(Buckets ?? []).map(({ Name }) => Name));
  }
  for await (const { Buckets } of paginateListDirectoryBuckets(paging, {})) {
    directory.push(...(Buckets ?? []).map(({ Name }) => Name));
  }

  expect(general).toEqual(['b0', 'b1', 'b2', 'b3', 'b4']);
  expect(directory).toEqual([0, 1, 2, 3, 4].map((i) => `d${i}--use1-az4--x-s3`));
});

it('answers a HEAD without a body, so that only the status tells what is wrong', async () => {
  const there = here.s3.deny({ operation: 'HeadBucket', bucket: 'photos' });
  const head = (Bucket: string) => here.client.send(new HeadBucketCommand({ Bucket })).catch((error) => error);

  const [denied, missing] = [await head('photos'), await head('nowhere')];
  there();

  expect([denied.$metadata.httpStatusCode, missing.$metadata.httpStatusCode]).toEqual([403, 404]);
  expect([denied.name, missing.name]).not.toContain('AccessDenied');
  expect([denied.name, missing.name]).not.toContain('NoSuchBucket');
});

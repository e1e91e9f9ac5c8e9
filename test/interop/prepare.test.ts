import {
  DeleteObjectCommand,
  HeadBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { SERVERS } from '../conformance/servers/index.ts';
import type { Server } from '../conformance/servers/server.ts';
import { startTestTemporal, type TestTemporal } from '../support/temporal.ts';
import { bucketWithUploads } from './bucket-with-uploads.ts';
import { type Deployment, deploy } from './deployment.ts';

const UPLOADS = Array.from({ length: 300 }, (_, n) => `raw/${String(n).padStart(5, '0')}`);

/** With a second version of each and some delete markers more than a page. */
const OBJECTS = ['a b+c.jpg', 'größe/✓.jpg', '<&>.jpg', ...Array.from({ length: 500 }, (_, n) => `done/${n}.jpg`)];
const DELETED = OBJECTS.slice(0, 20);

const IN_FLIGHT = 16;

describe.each(Object.entries(SERVERS))('preparing a bucket of %s', (name, { start }) => {
  let server: Server;
  let temporal: TestTemporal;
  let product: Deployment;

  beforeAll(async () => {
    [server, temporal] = await Promise.all([start(), startTestTemporal()]);
    product = deploy(server, temporal);
  }, 1_200_000);

  afterAll(async () => {
    await product?.stop();
    await Promise.all([temporal?.stop(), server?.stop()]);
  }, 120_000);

  // s3proxy keeps no versions.
  const isVersioned = name !== 's3proxy';

  it('aborts its uploads, deletes its objects in all their versions, and the bucket', async () => {
    const Bucket = 'old-photos';
    await bucketWithUploads(product.s3, Bucket, UPLOADS);
    if (isVersioned) await keepVersions(product.s3, Bucket);
    for (const round of isVersioned ? [1, 2] : [1]) await putAll(product.s3, Bucket, round);
    if (isVersioned) for (const Key of DELETED) await product.s3.send(new DeleteObjectCommand({ Bucket, Key }));

    const outcome = await product.prepare(Bucket, '--empty-objects', '--delete-bucket', '--confirm', Bucket);

    const versions = OBJECTS.length * (isVersioned ? 2 : 1);
    const objects = { versions, deleteMarkers: isVersioned ? DELETED.length : 0 };
    expect(outcome).toMatchObject({
      code: 0,
      answer: { deleted: true, uploads: { gone: UPLOADS.length }, objects },
    });
    await expect(product.s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
  }, 300_000);
});

async function keepVersions(s3: S3Client, Bucket: string): Promise<void> {
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
}

async function putAll(s3: S3Client, Bucket: string, round: number): Promise<void> {
  const left = [...OBJECTS];
  const lane = async () => {
    for (let Key = left.pop(); Key !== undefined; Key = left.pop()) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: `${Key}, version ${round}` }));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

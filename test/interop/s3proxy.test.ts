import { DeleteBucketCommand, HeadBucketCommand, ListPartsCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { startS3Proxy } from '../conformance/servers/s3proxy.ts';
import type { Server } from '../conformance/servers/server.ts';
import { eventually } from '../support/poll.ts';
import { startTestTemporal, type TestTemporal } from '../support/temporal.ts';
import { bucketWithUploads, listUploads } from './bucket-with-uploads.ts';
import { type Deployment, deploy } from './deployment.ts';

describe('against s3proxy, which refuses to delete buckets with uploads and takes parts of aborted ones, the product', () => {
  let server: Server;
  let temporal: TestTemporal;
  let product: Deployment;

  beforeAll(async () => {
    [server, temporal] = await Promise.all([startS3Proxy(), startTestTemporal()]);
    product = deploy(server, temporal);
  }, 360_000);

  afterAll(async () => {
    await product?.stop();
    await Promise.all([temporal?.stop(), server?.stop()]);
  }, 120_000);

  it('clears a bucket that its uploads keep from being deleted', async () => {
    const Bucket = 'recordings';
    await bucketWithUploads(product.s3, Bucket, ['a', 'b', 'b', 'c']);
    const refused = await product.s3.send(new DeleteBucketCommand({ Bucket })).catch((error) => error);

    const outcome = await product.cleanUp(Bucket, '--all');

    expect(refused).toMatchObject({ $metadata: { httpStatusCode: 409 } });
    expect(outcome).toMatchObject({ code: 0, answer: { outcome: 'clean', uploads: { gone: 4 } } });
    await product.s3.send(new DeleteBucketCommand({ Bucket }));
    await expect(product.s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
  }, 120_000);

  // s3proxy 4.1.0 stores that part, lists it, and answers the second abort with NoSuchUpload.
  it('does not call clean an upload that got a part after its abort and that no further abort clears', async () => {
    const Bucket = 'late-parts';
    await bucketWithUploads(product.s3, Bucket, ['late.mp4']);
    const [{ Key, UploadId } = {}] = await listUploads(product.s3, Bucket);

    // The part has to land before the job looks again.
    const cleaned = product.cleanUp(Bucket, '--all', '--settle', '20s', '--give-up-after', '1s');
    await eventually(async () => (await listUploads(product.s3, Bucket)).length === 0);
    await product.s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 2, Body: 'was in flight' }));
    const outcome = await cleaned;

    const { Parts } = await product.s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    const uploads = [{ key: Key, uploadId: UploadId, reason: 'PartsRemain' }];
    expect(Parts).toHaveLength(1);
    expect(outcome).toMatchObject({
      code: 3,
      answer: { error: { type: 'UploadsRemain', details: { remaining: { PartsRemain: 1 }, uploads } } },
    });
  }, 120_000);

  it('refuses to block new uploads where there are no bucket policies, before anything is aborted', async () => {
    const Bucket = 'no-policies';
    await bucketWithUploads(product.s3, Bucket, ['a']);

    const outcome = await product.prepare(Bucket, '--block-new-uploads');

    expect(outcome).toMatchObject({ code: 1, answer: { error: { type: 'Unsupported' } } });
    expect(await listUploads(product.s3, Bucket)).toHaveLength(1);
  }, 120_000);
});

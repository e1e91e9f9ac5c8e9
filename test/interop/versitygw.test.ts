import type { Server } from '../conformance/servers/server.ts';
import { startVersityGateway } from '../conformance/servers/versitygw.ts';
import { startTestTemporal, type TestTemporal } from '../support/temporal.ts';
import { bucketWithUploads, listUploads } from './bucket-with-uploads.ts';
import { type Deployment, deploy } from './deployment.ts';

describe('against versitygw, which refuses its own markers, the product', () => {
  let server: Server;
  let temporal: TestTemporal;
  let product: Deployment;

  beforeAll(async () => {
    [server, temporal] = await Promise.all([startVersityGateway(), startTestTemporal()]);
    product = deploy(server, temporal);
  }, 1_200_000);

  afterAll(async () => {
    await product?.stop();
    await Promise.all([temporal?.stop(), server?.stop()]);
  }, 120_000);

  const Bucket = 'one-key';

  it('says that it cannot add up a key with more uploads than a page holds', async () => {
    await bucketWithUploads(product.s3, Bucket, Array<string>(1_200).fill('often.mp4'));

    const outcome = await product.cleanUp(Bucket, '--all', '--dry-run');

    expect(outcome).toMatchObject({ code: 1, answer: { error: { type: 'Unsupported' } } });
  }, 120_000);

  it('aborts all of them all the same', async () => {
    const outcome = await product.cleanUp(Bucket, '--all');

    expect(outcome).toMatchObject({ code: 0, answer: { outcome: 'clean', uploads: { selected: 1_200, gone: 1_200 } } });
    expect((await listUploads(product.s3, Bucket)).length).toBe(0);
  }, 120_000);
});

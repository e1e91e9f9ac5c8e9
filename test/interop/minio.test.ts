import { startMinio } from '../conformance/servers/minio.ts';
import type { Server } from '../conformance/servers/server.ts';
import { startTestTemporal, type TestTemporal } from '../support/temporal.ts';
import { bucketWithUploads, listUploads } from './bucket-with-uploads.ts';
import { type Deployment, deploy } from './deployment.ts';

describe('against MinIO that was restarted, the product', () => {
  let server: Server;
  let temporal: TestTemporal;
  let product: Deployment;

  beforeAll(async () => {
    [server, temporal] = await Promise.all([startMinio(), startTestTemporal()]);
    product = deploy(server, temporal);
  }, 1_200_000);

  afterAll(async () => {
    await product?.stop();
    await Promise.all([temporal?.stop(), server?.stop()]);
  }, 120_000);

  it('cannot see the uploads from before: MinIO lists them by the exact name of their object alone', async () => {
    await bucketWithUploads(product.s3, 'recordings', ['videos/1', 'videos/2']);
    await server.restart?.();
    const before = await listUploads(product.s3, 'recordings');

    const all = await product.cleanUp('recordings', '--all');
    const one = await product.cleanUp('recordings', '--all', '--prefix', 'videos/1');

    expect(before).toEqual([]);
    expect(all).toMatchObject({ code: 0, answer: { uploads: { listed: 0 } } });
    expect(one).toMatchObject({ code: 0, answer: { uploads: { gone: 1 } } });
  }, 300_000);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway } from '../../../../../activities/s3/create-gateway.ts';
import { withEnvironment } from '../../../../support/environment.ts';
import { makeCertificates } from '../../../../support/way-there/certificates.ts';
import { LocalProxy } from '../../../../support/way-there/local-proxy.ts';
import { EMPTY_LISTING, LocalServer } from '../../../../support/way-there/local-server.ts';
import { target } from '../../../support/fake-gateway.ts';

const { signal } = new AbortController();
const BUCKETS = `<ListAllMyBucketsResult><Buckets>
<Bucket><Name>photos</Name><BucketRegion>eu-west-3</BucketRegion></Bucket>
<Bucket><Name>videos</Name><BucketRegion>us-east-1</BucketRegion></Bucket></Buckets></ListAllMyBucketsResult>`;

it.each([true, false])('a bucket is asked in the region that ListBuckets tells (lean: %s)', async (lean) => {
  const folder = await mkdtemp(join(tmpdir(), 'regions-'));
  const hosts = ['s3.us-east-1.amazonaws.com', '*.s3.us-east-1.amazonaws.com', '*.s3.eu-west-3.amazonaws.com'];
  const { caFile, ...certificate } = makeCertificates(folder, hosts);
  const aws = await LocalServer.start(
    ({ headers }) => ({
      body: headers.host?.startsWith('s3.') ? BUCKETS : EMPTY_LISTING,
    }),
    certificate,
  );
  const proxy = await LocalProxy.to(aws.port);
  const restore = withEnvironment({ HTTPS_PROXY: `http://${proxy.address}`, AWS_CONFIG_FILE: '/nonexistent' });
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const gateway = createGateway({ region: 'us-east-1', credentials, caFile, lean });

  await gateway.account?.listBuckets({ connection: 'default', kind: 'general-purpose', prefix: '' }, signal);
  for (const bucket of ['photos', 'videos']) {
    await gateway.listUploads({ target: { ...target, bucket }, maxUploads: 1 }, signal);
  }

  expect(aws.asked.slice(1).map(({ headers }) => headers.host)).toEqual([
    'photos.s3.eu-west-3.amazonaws.com',
    'videos.s3.us-east-1.amazonaws.com',
  ]);
  gateway.close();
  restore();
  await Promise.all([aws.stop(), proxy.stop(), rm(folder, { recursive: true })]);
});

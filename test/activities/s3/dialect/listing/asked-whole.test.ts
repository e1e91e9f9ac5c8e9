import { createGateway } from '../../../../../activities/index.ts';
import type { S3Gateway } from '../../../../../activities/s3/gateway.ts';
import { SimulatedS3 } from '../../../../../simulated-s3/index.ts';
import { Attempt } from '../../../support/activity-environment.ts';
import { target } from '../../../support/fake-gateway.ts';

const { signal } = new AbortController();

let s3: SimulatedS3;
let gateway: S3Gateway;

describe.each([
  ['the lean gateway', true],
  ['the gateway over the AWS SDK', false],
])('a store that refuses pages of a listing, by %s', (_, lean) => {
  beforeEach(async () => {
    s3 = await SimulatedS3.start();
    s3.createBucket(target.bucket, { markers: 'refused' });
    gateway = createGateway({ ...s3.clientConfig(), lean });
  });
  afterEach(async () => {
    gateway.close();
    await s3.stop();
  });

  const asked = () => s3.log.entries.map(({ query }) => query.get('max-uploads'));

  it('is asked for all there is, and then always', async () => {
    s3.seedUploads(target.bucket, 3, (at) => ({ key: `${at}` }));
    const list = () => gateway.listUploads({ target, maxUploads: 1 }, signal);

    const pages = [await list(), await list()];

    expect(pages.map(({ uploads }) => uploads.length)).toEqual([3, 3]);
    expect(asked()).toEqual(['1', undefined, undefined]);
  });

  it('is walked through, every upload once', async () => {
    s3.seedUploads(target.bucket, 1_100, (at) => ({ key: `${at % 50}` }));
    const attempt = () => new Attempt(gateway);
    const found: string[] = [];

    let page = await attempt().list({ target });
    for (; page.next; page = await attempt().list({ target, marker: page.next }))
      found.push(...page.uploads.map(({ uploadId }) => uploadId));
    found.push(...page.uploads.map(({ uploadId }) => uploadId));

    expect([found.length, new Set(found).size]).toEqual([1_100, 1_100]);
  });

  it('is still one that lists no uploads where it refuses that, too', async () => {
    s3.fail({ operation: 'ListMultipartUploads', kind: { status: 501, code: 'NotImplemented' } });

    await expect(gateway.listUploads({ target, maxUploads: 1 }, signal)).rejects.toMatchObject({ type: 'Unsupported' });
    await expect(gateway.listUploads({ target, maxUploads: 1 }, signal)).rejects.toMatchObject({ type: 'Unsupported' });
    expect(asked()).toEqual(['1', undefined, '1', undefined]);
  });
});

it('a directory bucket is asked once: AWS takes pages', async () => {
  s3 = await SimulatedS3.start();
  const directory = { ...target, bucket: 'photos--use1-az4--x-s3' };
  s3.createBucket(directory.bucket);
  gateway = createGateway(s3.clientConfig());
  s3.fail({ operation: 'ListMultipartUploads', kind: { status: 501, code: 'NotImplemented' } });

  await expect(gateway.listUploads({ target: directory, maxUploads: 1 }, signal)).rejects.toMatchObject({
    type: 'Unsupported',
  });

  expect(s3.log.entries.filter(({ operation }) => operation === 'ListMultipartUploads')).toHaveLength(1);
  gateway.close();
  await s3.stop();
});

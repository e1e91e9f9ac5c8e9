import { createGateway } from '../../../../activities/index.ts';
import { observed } from '../../../../activities/metrics/observed-gateway.ts';
import type { S3Gateway } from '../../../../activities/s3/gateway.ts';
import { SimulatedS3 } from '../../../../simulated-s3/index.ts';
import { BucketAttempt } from '../../support/bucket-attempt.ts';
import { FakeGateway, target } from '../../support/fake-gateway.ts';

describe('the description of a bucket', () => {
  let s3: SimulatedS3;
  let gateway: S3Gateway;
  beforeEach(async () => {
    s3 = await SimulatedS3.start();
    s3.createBucket(target.bucket);
    gateway = observed(createGateway(s3.clientConfig()), () => {});
  });
  afterEach(async () => {
    gateway.close();
    await s3.stop();
  });

  const describeBucket = () => new BucketAttempt(gateway).run('describeBucket', { target });
  const rule = (days: number, prefix = '') =>
    `<Rule><ID>${prefix}${days}</ID><Filter><Prefix>${prefix}</Prefix></Filter><Status>Enabled</Status><AbortIncompleteMultipartUpload><DaysAfterInitiation>${days}</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>`;

  it('tells after how many days S3 aborts uploads, by one request', async () => {
    s3.seedLifecycle(target.bucket, [rule(7), rule(1, 'logs/')]);

    expect(await describeBucket()).toEqual({
      region: null,
      lifecycle: { abortsAfterDays: 7, prefixes: [{ prefix: 'logs/', days: 1 }] },
      requests: { bucket: 1 },
    });
    expect(s3.log.entries).toHaveLength(1);
  });

  it('leaves out prefixes that are too many or too long for a row', async () => {
    const prefixes = ['a/', 'b/', 'c/', 'd/', 'e/', 'f/', 'x'.repeat(201)];
    s3.seedLifecycle(
      target.bucket,
      prefixes.map((prefix) => rule(1, prefix)),
    );

    const { lifecycle } = await describeBucket();

    expect(lifecycle).toMatchObject({ abortsAfterDays: null, morePrefixes: 2 });
    expect(lifecycle.prefixes).toHaveLength(5);
  });

  it.each([
    ['never, without rules', null, () => {}],
    ['never, on a store without lifecycle rules', null, () => fail(501, 'NotImplemented')],
    ['unknown where it is denied', 'unknown', () => fail(403, 'AccessDenied')],
    ['unknown where there is no such bucket', 'unknown', () => s3.removeBucket(target.bucket)],
    ['unknown where it cannot be read', 'unknown', () => s3.seedLifecycle(target.bucket, ['<Policy/>'])],
  ])('says %s', async (_, abortsAfterDays, prepare) => {
    prepare();

    expect((await describeBucket()).lifecycle).toEqual({ abortsAfterDays });
  });

  function fail(status: number, code: string): void {
    s3.fail({ operation: 'GetBucketLifecycleConfiguration', kind: { status, code } });
  }

  it('tells the region where AWS answered', async () => {
    const lifecycle = async () => undefined;
    gateway = Object.assign(new FakeGateway(), { buckets: { lifecycle } as never, regionOf: () => 'eu-west-3' });

    expect(await describeBucket()).toMatchObject({ region: 'eu-west-3', lifecycle: { abortsAfterDays: null } });
  });
});

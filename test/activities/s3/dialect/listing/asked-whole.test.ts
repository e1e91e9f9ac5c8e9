import type { SimulatedS3 } from '../../../../../simulated-s3/index.ts';
import { Attempt } from '../../../support/activity-environment.ts';
import { describeGateways } from '../../../support/describe-gateways.ts';
import { target } from '../../../support/fake-gateway.ts';

const { signal } = new AbortController();

const asked = ({ log }: SimulatedS3) => log.entries.map(({ query }) => query.get('max-uploads'));

describeGateways((given) => {
  describe('of a store that refuses pages of a listing', () => {
    beforeEach(() => {
      given.s3.createBucket(target.bucket, { markers: 'refused' });
    });

    it('is asked for all there is, and then always', async () => {
      given.s3.seedUploads(target.bucket, 3, (at) => ({ key: `${at}` }));
      const list = () => given.gateway.listUploads({ target, maxUploads: 1 }, signal);

      const pages = [await list(), await list()];

      expect(pages.map(({ uploads }) => uploads.length)).toEqual([3, 3]);
      expect(asked(given.s3)).toEqual(['1', undefined, undefined]);
    });

    it('is walked through, every upload once', async () => {
      given.s3.seedUploads(target.bucket, 1_100, (at) => ({ key: `${at % 50}` }));
      const attempt = () => new Attempt(given.gateway);
      const found: string[] = [];

      let page = await attempt().list({ target });
      for (; page.next; page = await attempt().list({ target, marker: page.next }))
        found.push(...page.uploads.map(({ uploadId }) => uploadId));
      found.push(...page.uploads.map(({ uploadId }) => uploadId));

      expect([found.length, new Set(found).size]).toEqual([1_100, 1_100]);
    });

    it('is still one that lists no uploads where it refuses that, too', async () => {
      given.s3.fail({ operation: 'ListMultipartUploads', kind: { status: 501, code: 'NotImplemented' } });

      await expect(given.gateway.listUploads({ target, maxUploads: 1 }, signal)).rejects.toMatchObject({
        type: 'Unsupported',
      });
      await expect(given.gateway.listUploads({ target, maxUploads: 1 }, signal)).rejects.toMatchObject({
        type: 'Unsupported',
      });
      expect(asked(given.s3)).toEqual(['1', undefined, '1', undefined]);
    });
  });

  it('asks a directory bucket once: AWS takes pages', async () => {
    const { s3, gateway } = given;
    const directory = { ...target, bucket: 'photos--use1-az4--x-s3' };
    s3.createBucket(directory.bucket);
    s3.fail({ operation: 'ListMultipartUploads', kind: { status: 501, code: 'NotImplemented' } });

    await expect(gateway.listUploads({ target: directory, maxUploads: 1 }, signal)).rejects.toMatchObject({
      type: 'Unsupported',
    });

    expect(s3.log.entries.filter(({ operation }) => operation === 'ListMultipartUploads')).toHaveLength(1);
  });
});

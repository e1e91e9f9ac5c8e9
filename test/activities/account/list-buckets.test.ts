import type { ListBucketsInput } from '../../../activities/account/contract.ts';
import { createGateway, type S3ConnectionConfig, systemClock } from '../../../activities/index.ts';
import { observed } from '../../../activities/metrics/observed-gateway.ts';
import { SimulatedS3 } from '../../../simulated-s3/index.ts';
import { Attempt } from '../support/activity-environment.ts';
import { FakeGateway } from '../support/fake-gateway.ts';

describe('listing the buckets of an account', () => {
  let s3: SimulatedS3;
  beforeEach(async () => {
    s3 = await SimulatedS3.start({ maxPageSize: 2 });
    for (const name of ['logs-a', 'logs-b', 'logs-c', 'logs-d', 'logs.d', 'xlogs-e', 'logs-f--use1-az4--x-s3']) {
      s3.createBucket(name);
    }
  });
  afterEach(() => s3.stop());

  /** The names on every page, and the requests it took. */
  async function list(wanted: Pick<ListBucketsInput, 'kind' | 'match'>, connection: S3ConnectionConfig = {}) {
    const gateway = observed(createGateway({ ...s3.clientConfig(), ...connection }), () => {});
    const attempt = new Attempt(gateway, {}, systemClock);
    const buckets: string[] = [];
    let token: string | undefined;
    do {
      const page = await attempt.listBuckets({ connection: 'default', ...wanted, ...(token ? { token } : {}) });
      buckets.push(...page.buckets);
      token = page.next;
    } while (token);
    gateway.close();
    return { buckets, requests: s3.log.entries.length };
  }

  it.each([
    ['*', ['logs-a', 'logs-b', 'logs-c', 'logs-d', 'logs.d', 'xlogs-e']],
    ['logs-*', ['logs-a', 'logs-b', 'logs-c', 'logs-d']],
    ['logs-?', ['logs-a', 'logs-b', 'logs-c', 'logs-d']],
    ['*-b', ['logs-b']],
    ['*.d', ['logs.d']],
    ['logs-', []],
  ])('answers the general purpose buckets that match %s, over all pages', async (match, names) => {
    expect((await list({ kind: 'general-purpose', match })).buckets).toEqual(names);
  });

  it('leaves out those that the connection may not touch, also where its requests are counted', async () => {
    const connection = { buckets: ['logs-?'], neverBuckets: ['*-c'] };

    const { buckets } = await list({ kind: 'general-purpose', match: '*' }, connection);

    expect(buckets).toEqual(['logs-a', 'logs-b', 'logs-d']);
  });

  it('asks S3 for no more names than begin as the pattern does', async () => {
    expect((await list({ kind: 'general-purpose', match: 'xlogs*' })).requests).toBe(1);
    expect(s3.log.entries).toMatchObject([{ operation: 'ListBuckets' }]);
  });

  it('answers directory buckets, by a request of their own', async () => {
    const { buckets } = await list({ kind: 'directory', match: 'logs-*' });

    expect(buckets).toEqual(['logs-f--use1-az4--x-s3']);
    expect(s3.log.entries).toMatchObject([{ operation: 'ListDirectoryBuckets' }]);
  });

  it('takes no general purpose bucket for a directory bucket where S3 cannot tell the requests apart', async () => {
    const names = ['logs-a', 'logs-f--use1-az4--x-s3'];
    const gateway = Object.assign(new FakeGateway(), { account: { listBuckets: async () => ({ names }) } });
    const attempt = new Attempt(gateway);

    const { buckets } = await attempt.listBuckets({ connection: 'default', kind: 'directory', match: '*' });

    expect(buckets).toEqual(['logs-f--use1-az4--x-s3']);
  });

  it.each([
    ['general-purpose', 'ListBuckets'],
    ['directory', 'ListDirectoryBuckets'],
  ] as const)('fails with AccessDenied where %s buckets may not be listed', async (kind, operation) => {
    s3.deny({ operation });

    await expect(list({ kind, match: '*' })).rejects.toMatchObject({ type: 'AccessDenied', nonRetryable: true });
  });

  it('is refused on a connection that cannot', async () => {
    const attempt = new Attempt(new FakeGateway());

    const listed = attempt.listBuckets({ connection: 'default', kind: 'directory', match: '*' });

    await expect(listed).rejects.toMatchObject({ type: 'Unsupported' });
  });
});

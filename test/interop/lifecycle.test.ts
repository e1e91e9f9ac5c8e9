import { CreateBucketCommand, PutBucketLifecycleConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { abortAfterDays, showLifecycle } from '../../activities/bucket/lifecycle/bucket-lifecycle.ts';
import type { ServerName } from '../conformance/servers/index.ts';
import type { Server } from '../conformance/servers/server.ts';
import { DEADLINE_MS } from './against-stores.ts';
import { STORES } from './stores.ts';

/** Those that have no lifecycle rules, or none that abort uploads. */
const WITHOUT = new Set<ServerName>(['s3proxy', 'versitygw', 'MinIO']);

const INSTALLED_WITHIN_MS = 7_200_000;

describe.each(STORES)('the lifecycle rules of %s', (name, { start }) => {
  let server: Server;
  let client: S3Client;

  beforeAll(async () => {
    server = await start();
    client = new S3Client(configOf(server));
    await client.send(new CreateBucketCommand({ Bucket: 'photos' }));
  }, INSTALLED_WITHIN_MS);
  afterAll(async () => {
    client?.destroy();
    await server?.stop();
  }, 300_000);

  const target = { connection: 'default', bucket: 'photos' };
  const { signal } = new AbortController();
  const show = () => showLifecycle(configOf(server), target, signal);
  const abortAfter = (days: number) => abortAfterDays(configOf(server), target, days, signal);

  (WITHOUT.has(name) ? it : it.skip)(
    'are told to be none',
    async () => {
      await expect(abortAfter(7)).rejects.toMatchObject({ type: expect.stringMatching(/Unsupported|InvalidInput/) });
    },
    DEADLINE_MS,
  );

  (WITHOUT.has(name) ? it.skip : it)(
    'get ours, and keep all others',
    async () => {
      expect(await show()).toMatchObject({ abortsAfterDays: null, otherRules: 0 });
      const expiring = {
        ID: 'e & ä',
        Status: 'Enabled',
        Filter: { Prefix: 'logs/' },
        Expiration: { Days: 9 },
      } as const;
      await client.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket: 'photos',
          LifecycleConfiguration: { Rules: [expiring] },
        }),
      );

      expect(await abortAfter(7)).toMatchObject({ abortsAfterDays: 7, otherRules: 1, change: 'added', shown: true });
      expect(await abortAfter(3)).toMatchObject({ abortsAfterDays: 3, otherRules: 1, change: 'changed', shown: true });
      expect(await abortAfter(3)).toMatchObject({ abortsAfterDays: 3, otherRules: 1, change: 'none' });
    },
    DEADLINE_MS,
  );
});

function configOf({ endpoint, credentials }: Server) {
  return { endpoint, credentials, region: 'us-east-1', forcePathStyle: true };
}

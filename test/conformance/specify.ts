import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { ClientSettings, Trial } from './behaviour.ts';
import { BEHAVIOURS } from './behaviours/index.ts';
import type { Server } from './servers/server.ts';

/** What a server does instead of what S3 does, by the titles of behaviours. */
export type Differences = Record<string, unknown>;

/** One test a behaviour; where the server is known to differ, that it still differs in the same way. */
export function specify(
  name: string,
  start: () => Promise<Server>,
  differences: Differences,
  deadlineMs: number,
): void {
  describe(name, () => {
    let server: Server;
    const clients: S3Client[] = [];
    let buckets = 0;

    beforeAll(async () => {
      server = await start();
    }, deadlineMs);

    afterAll(async () => {
      for (const client of clients) client.destroy();
      await server?.stop();
    });

    function clientWith({ region = 'us-east-1', ...credentials }: ClientSettings): S3Client {
      const client = new S3Client({
        endpoint: server.endpoint,
        credentials: { ...server.credentials, ...credentials },
        region,
        forcePathStyle: true,
        maxAttempts: 1,
      });
      clients.push(client);
      return client;
    }

    async function newTrial(): Promise<Trial> {
      buckets += 1;
      const bucket = `conformance-${buckets}`;
      const s3 = clientWith({});
      await s3.send(new CreateBucketCommand({ Bucket: bucket }));
      return { s3, bucket, clientWith };
    }

    for (const { title, observe, asS3 } of BEHAVIOURS) {
      const differs = Object.hasOwn(differences, title);
      it(`${differs ? 'does not do as S3: ' : ''}${title}`, async () => {
        expect(await observe(await newTrial())).toEqual(differs ? differences[title] : asS3);
      });
    }
  });
}

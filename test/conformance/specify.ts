import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type ClientSettings, observe, type Trial } from '../../conformance/behaviour.ts';
import { BEHAVIOURS } from '../../conformance/behaviours/index.ts';
import type { Server } from './servers/server.ts';

/** What a server does instead of what S3 does, by the titles of behaviours. */
export type Differences = Record<string, unknown>;

const REGION = 'us-east-1';

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

    function clientWith({ region = REGION, ...credentials }: ClientSettings): S3Client {
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
      const place = { bucket, prefix: '', listsByPrefix: true, region: REGION, missing: `${bucket}-missing` };
      return { s3, ...place, clientWith };
    }

    for (const behaviour of BEHAVIOURS) {
      const { title, asS3 } = behaviour;
      const differs = Object.hasOwn(differences, title);
      it(`${differs ? 'does not do as S3: ' : ''}${title}`, async () => {
        expect(await observe(behaviour, await newTrial())).toEqual(differs ? differences[title] : asS3);
      });
    }
  });
}

import type { S3Client } from '@aws-sdk/client-s3';
import type { Target } from '../../activities/contract.ts';
import { createGateway } from '../../activities/s3/create-gateway.ts';
import type { S3Gateway } from '../../activities/s3/gateway.ts';
import { createHttpHandler, createS3Client, type S3ConnectionConfig } from '../../activities/s3/sdk/client.ts';
import type { ClientSettings } from '../behaviour.ts';

/** The store that is tried. */
export interface Store {
  /** As the activities see it: for what is no trial. */
  gateway: S3Gateway;
  /** What to hand to the gateway. */
  target(bucket: string): Target;
  /** A plain client. */
  s3: S3Client;
  region: string;
  /** Known after the first request. Null: AWS. */
  endpoint(): Promise<string | null>;
  /** A client of its own, with the same sockets and credentials, unless the settings say otherwise. */
  clientWith(settings: ClientSettings): S3Client;
  close(): void;
}

/** A store that needs longer is of no use to a job either. */
const TIMEOUTS = { requestTimeout: 10_000, socketTimeout: 10_000 };

export async function openStore(given: S3ConnectionConfig, connection: string): Promise<Store> {
  const config = { ...given, http: { ...TIMEOUTS, ...given.http } };
  const handler = createHttpHandler(config);
  const s3 = createS3Client(config, handler);
  // What is tried is the region that is named, with plain clients.
  const gateway = createGateway(config, { followsRegions: false });
  const region = await s3.config.region();
  return {
    gateway,
    target: (bucket) => ({ connection, bucket }),
    s3,
    region,
    async endpoint() {
      const { protocol, hostname, port, path } = (await s3.config.endpoint?.()) ?? {};
      return hostname === undefined
        ? null
        : `${protocol}//${hostname}${port ? `:${port}` : ''}${path === '/' ? '' : path}`;
    },
    clientWith({ region: elsewhere, ...credentials }) {
      const own = Object.keys(credentials).length > 0;
      // The role has been assumed.
      const { roleArn: _, externalId: __, ...others } = config;
      return createS3Client(
        {
          ...others,
          region: elsewhere ?? region,
          // Asked for once: a session is a session for all.
          credentials: own
            ? async () => ({ ...(await s3.config.credentials()), ...credentials })
            : s3.config.credentials,
        },
        handler,
      );
    },
    close() {
      gateway.close();
      s3.destroy();
    },
  };
}

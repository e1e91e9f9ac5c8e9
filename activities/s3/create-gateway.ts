import type { S3ConnectionConfig } from './client.ts';
import { S3Connection } from './connection.ts';
import type { S3Gateway } from './gateway.ts';
import { LeanGateway } from './lean.ts';
import { canBeLean } from './lean-options.ts';
import { SdkGateway } from './sdk.ts';

/** One gateway serves all activities of a worker that name its connection. */
export function createGateway(config: S3ConnectionConfig): S3Gateway {
  const connection = new S3Connection(config);
  const sdk = new SdkGateway(connection);
  return canBeLean(config) ? new LeanGateway(connection, sdk, config.http) : sdk;
}

import type { S3Gateway } from './gateway.ts';
import { LeanGateway } from './lean/lean-gateway.ts';
import { canBeLean } from './lean/options.ts';
import type { S3ConnectionConfig } from './sdk/client.ts';
import { S3Connection } from './sdk/connection.ts';
import { SdkGateway } from './sdk/sdk-gateway.ts';

/** One gateway serves all activities of a worker that name its connection. It asks for each bucket in the region where that is. */
export function createGateway(config: S3ConnectionConfig, { followsRegions = true } = {}): S3Gateway {
  const connection = new S3Connection(config, followsRegions);
  const sdk = new SdkGateway(connection);
  return canBeLean(config) ? new LeanGateway(connection, sdk, config.http) : sdk;
}

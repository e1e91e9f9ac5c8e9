import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { present } from '../../../../domain/present.ts';
import type { S3ConnectionConfig } from '../../connection-config.ts';
import type { Hearsay } from './hearsay.ts';

export type Source = Exclude<NonNullable<S3ClientConfig['credentials']>, { accessKeyId: string }>;

/** Where the credentials of a connection come from: its own ones or those that AWS's tools find, and with them the role that it names. */
export function sourceOf({ credentials, profile, roleArn, externalId, ...rest }: Config, hearsay: Hearsay): Source {
  const found = { logger: hearsay.logger, ...present({ profile, ignoreCache: rest.ignoreCache }) };
  const own = typeof credentials === 'object' ? async () => credentials : credentials;
  const source = (own ?? fromNodeProviderChain(found)) as Source;
  if (roleArn === undefined) return source;
  return fromTemporaryCredentials({
    masterCredentials: source,
    params: { RoleArn: roleArn, RoleSessionName: SESSION, ...present({ ExternalId: externalId }) },
    logger: hearsay.logger,
  }) as Source;
}

/** Shown by CloudTrail. */
const SESSION = 'temporal-s3-cleanup';

type Config = S3ConnectionConfig & {
  /** Files are read again. The SDK keeps what it read (@smithy/core, readFile). */
  ignoreCache?: boolean;
};

import type { S3Client } from '@aws-sdk/client-s3';
import { isDirectoryBucket } from '../../../domain/bucket-name.ts';
import type { Target } from '../../contract.ts';

/** By the error with which a request ended. */
const HOSTS = new WeakMap<object, string>();

/** Has the client remember which host it asked when a request failed: the SDK's errors do not tell. */
export function rememberHosts(client: S3Client): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const { hostname } = args.request as { hostname?: string };
        if (hostname && error instanceof Error) HOSTS.set(error, hostname);
        throw error;
      }
    },
    { step: 'build', name: 'rememberHosts' },
  );
}

export function hostAsked(error: unknown): string {
  return (error instanceof Error && HOSTS.get(error)) || '';
}

/** The host that was asked, where the bucket is in its name and the endpoint is one's own: AWS knows every bucket so. */
export function virtualHostOf(client: S3Client, { bucket }: Target, hostname: string): string | undefined {
  if (!client.config.isCustomEndpoint || isDirectoryBucket(bucket)) return undefined;
  return hostname.startsWith(`${bucket}.`) ? hostname : undefined;
}

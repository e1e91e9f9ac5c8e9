import type { S3Client } from '@aws-sdk/client-s3';
import { isDirectoryBucket } from '../../../domain/bucket-name.ts';
import type { Target } from '../../contract.ts';
import { hostIn, originOf } from '../network/origin.ts';

/** By the error with which a request ended: `https://host:port`. */
const ORIGINS = new WeakMap<object, string>();

/** Has the client remember which host it asked when a request failed: the SDK's errors do not tell. */
export function rememberHosts(client: S3Client): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const request = args.request as { protocol: string; hostname?: string; port?: number };
        const { hostname } = request;
        if (hostname && error instanceof Error) ORIGINS.set(error, originOf({ ...request, hostname }));
        throw error;
      }
    },
    { step: 'build', name: 'rememberHosts' },
  );
}

export function originAsked(error: unknown): string {
  return (error instanceof Error && ORIGINS.get(error)) || '';
}

/** The host that was asked, where the bucket is in its name and the endpoint is one's own: AWS knows every bucket so. */
export function virtualHostOf(client: S3Client, { bucket }: Target, origin: string): string | undefined {
  if (origin === '' || !client.config.isCustomEndpoint || isDirectoryBucket(bucket)) return undefined;
  const hostname = hostIn(origin).replace(/:\d+$/, '');
  return hostname.startsWith(`${bucket}.`) ? hostname : undefined;
}

import { HeadBucketCommand, ListBucketsCommand, type S3Client } from '@aws-sdk/client-s3';
import { partitionOf } from '../../../domain/s3/partition.ts';
import { sha256 } from '../../../domain/sha256.ts';
import type { Target } from '../../contract.ts';

/** The domains of AWS's partitions. Source: partitions.json of the SDKs; VPC endpoints and access points are below them. */
const AWS =
  /(^|\.)(amazonaws\.com(\.cn)?|amazonaws\.eu|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov|api\.aws)$/;

/**
 * Whether the requests of a client go to AWS itself. Where they go is asked of the SDK, which knows the endpoint of the configuration,
 * of AWS_ENDPOINT_URL and of the profile. Nothing is sent.
 */
export async function goesToAws(client: S3Client, target: Target): Promise<boolean> {
  return AWS.test(await hostOf(client, target));
}

/**
 * Which S3 a client asks: the partition of AWS, in which a name is that of one bucket, or a hash in place of the endpoint, which stays on
 * the worker. Nothing is sent.
 */
export async function storeOf(client: S3Client): Promise<string> {
  const host = await hostAskedBy(client, new ListBucketsCommand({}));
  return AWS.test(host) ? partitionOf(host) : sha256(new TextEncoder().encode(host)).slice(0, 16);
}

function hostOf(client: S3Client, { bucket }: Target): Promise<string> {
  return hostAskedBy(client, new HeadBucketCommand({ Bucket: bucket }));
}

/** With its port, where that is not that of the scheme. */
async function hostAskedBy(client: S3Client, command: HeadBucketCommand | ListBucketsCommand): Promise<string> {
  let host = '';
  (command as HeadBucketCommand).middlewareStack.add(
    () => async (args) => {
      const { hostname, port } = args.request as { hostname: string; port?: number };
      host = port ? `${hostname}:${port}` : hostname;
      return { response: {}, output: { $metadata: {} } };
    },
    { step: 'build', name: 'keepHost' },
  );
  // With options, for without them the SDK takes the middleware of an earlier command (cacheMiddleware).
  await client.send(command as HeadBucketCommand, {});
  return host;
}

import { HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3';
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

async function hostOf(client: S3Client, { bucket }: Target): Promise<string> {
  const command = new HeadBucketCommand({ Bucket: bucket });
  let host = '';
  command.middlewareStack.add(
    () => async (args) => {
      host = (args.request as { hostname: string }).hostname;
      return { response: {}, output: { $metadata: {} } };
    },
    { step: 'build', name: 'keepHost' },
  );
  // With options, for without them the SDK takes the middleware of an earlier command (cacheMiddleware).
  await client.send(command, {});
  return host;
}

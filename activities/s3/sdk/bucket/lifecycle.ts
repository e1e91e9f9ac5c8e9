import { GetBucketLifecycleConfigurationCommand, PutBucketLifecycleConfigurationCommand } from '@aws-sdk/client-s3';
import { streamCollector } from '@smithy/node-http-handler';
import { isDirectoryBucket } from '../../../../domain/bucket-name.ts';
import { present } from '../../../../domain/present.ts';
import type { Target } from '../../../contract.ts';
import type { LifecycleText } from '../../bucket-gateway.ts';
import { decompressed } from '../../content-encoding.ts';
import { S3Failure } from '../../failures.ts';
import { readXml } from '../../xml/read-xml.ts';
import { checkByMd5 } from './content-md5.ts';
import type { Send } from './send.ts';

/** The configuration as S3 sends it. The SDK would read what it knows of it, and write that in words of its own. */
export async function getLifecycle(
  send: Send,
  target: Target,
  signal: AbortSignal,
): Promise<LifecycleText | undefined> {
  const operation = 'GetBucketLifecycleConfiguration';
  const command = new GetBucketLifecycleConfigurationCommand(addressOf(target));
  const bodyOf = keepBody(command);
  try {
    const { TransitionDefaultMinimumObjectSize: minimumSize } = await send(operation, target, signal, (s3, options) =>
      s3.send(command, options),
    );
    const xml = textOf(bodyOf());
    // Any XML that a proxy answers with status 200 would read as a configuration without rules.
    if (xml === undefined || readXml(xml)?.name !== 'LifecycleConfiguration') {
      throw new S3Failure({ code: 'InvalidResponse', operation, target });
    }
    return { xml, ...present({ minimumSize }) };
  } catch (error) {
    if (error instanceof S3Failure && error.code === 'NoSuchLifecycleConfiguration') return undefined;
    throw error;
  }
}

export async function putLifecycle(
  send: Send,
  target: Target,
  { xml, minimumSize }: LifecycleText,
  signal: AbortSignal,
): Promise<void> {
  const command = new PutBucketLifecycleConfigurationCommand({
    ...addressOf(target),
    TransitionDefaultMinimumObjectSize: minimumSize as 'all_storage_classes_128K',
    LifecycleConfiguration: { Rules: [] },
  });
  command.middlewareStack.add(
    (next) => (args) => next({ ...args, request: Object.assign(args.request as object, { body: xml }) }),
    // After the SDK has written its own body, and before it counts and sums up the bytes.
    { step: 'serialize', priority: 'low', name: 'bodyAsItIs' },
  );
  // Ceph wants it. Directory buckets know CRC32 alone.
  if (!isDirectoryBucket(target.bucket)) checkByMd5(command);
  await send('PutBucketLifecycleConfiguration', target, signal, (s3, options) => s3.send(command, options));
}

/** What the answer held, to the byte. The SDK gets an empty configuration to read. */
function keepBody(command: GetBucketLifecycleConfigurationCommand): () => Uint8Array {
  let body: Uint8Array = new Uint8Array();
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { statusCode: number; headers: Record<string, string>; body?: unknown };
      if (response.statusCode !== 200) return result;
      const received = await streamCollector(response.body as Parameters<typeof streamCollector>[0]);
      const { 'content-encoding': encoding, ...headers } = response.headers;
      body = encoding ? decompressed(received, encoding) : received;
      response.headers = headers;
      response.body = Buffer.from('<LifecycleConfiguration/>');
      return result;
    },
    // Nearer to S3 than all that reads answers.
    { step: 'deserialize', priority: 'low', name: 'keepBody' },
  );
  return () => body;
}

/** Undefined for what is no UTF-8: it could not be written as it was. */
function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** The regional endpoint of directory buckets takes no expected owner (S3 API, GetBucketLifecycleConfiguration). */
function addressOf({ bucket, expectedBucketOwner }: Target) {
  return { Bucket: bucket, ExpectedBucketOwner: isDirectoryBucket(bucket) ? undefined : expectedBucketOwner };
}

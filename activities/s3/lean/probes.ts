import type { ListPartsCommand, S3Client } from '@aws-sdk/client-s3';
import type { Target } from '../../contract.ts';
import { abortCommand, headObjectCommand, listPartsCommand, listUploadsCommand } from '../sdk/commands.ts';
import { abortCall, type Call, headObjectCall, listPartsCall, listUploadsCall } from './calls.ts';
import { Route, type SdkRequest } from './route.ts';

export type LeanOperation = 'AbortMultipartUpload' | 'HeadObject' | 'ListMultipartUploads' | 'ListParts';

type Command = ReturnType<
  typeof abortCommand | typeof headObjectCommand | typeof listPartsCommand | typeof listUploadsCommand
>;

/** With the characters that are encoded in one way or another. */
const UPLOAD = { key: "a b/é+%!'()*~=&//.", uploadId: 'a b+/=~*', initiated: '2007-01-02T03:04:05Z' };

/** The same request, once for the SDK and once for us. */
const PROBES: Record<LeanOperation, (target: Target) => { command: Command; call: Call }> = {
  AbortMultipartUpload: (target) => ({ command: abortCommand(target, UPLOAD), call: abortCall(target, UPLOAD) }),
  HeadObject: (target) => ({ command: headObjectCommand(target, UPLOAD.key), call: headObjectCall(UPLOAD.key) }),
  ListMultipartUploads: (target) => {
    const request = { target, prefix: UPLOAD.key, marker: UPLOAD, maxUploads: 7 };
    return { command: listUploadsCommand(request), call: listUploadsCall(request) };
  },
  ListParts: (target) => ({ command: listPartsCommand(target, UPLOAD, '7'), call: listPartsCall(UPLOAD, '7') }),
};

/** Undefined where only the SDK knows how to get there. */
export async function findRoute(
  client: S3Client,
  operation: LeanOperation,
  target: Target,
): Promise<Route | undefined> {
  const { command, call } = PROBES[operation](target);
  // The SDK has no type that its commands have in common.
  return Route.of(client, target.bucket, await requestBySdk(client, command as ListPartsCommand), call);
}

/** The signed request that the SDK makes of a command; it is not sent. */
async function requestBySdk(client: S3Client, command: ListPartsCommand): Promise<SdkRequest> {
  let made: unknown;
  command.middlewareStack.add(
    () => async (args) => {
      made = args.request;
      return { response: {}, output: { $metadata: {} } };
    },
    { step: 'deserialize', priority: 'high', name: 'keepRequest' },
  );
  // With options, for without them the SDK takes the middleware of an earlier command (cacheMiddleware).
  await client.send(command, {});
  return made as SdkRequest;
}

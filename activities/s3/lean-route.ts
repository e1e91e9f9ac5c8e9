import { ListPartsCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Target } from '../contract.ts';
import { addressOf } from './sdk.ts';
import { asAmzDate, encodeUri, type Keys, type Signable, Signer } from './sigv4.ts';

/** What differs from one request to the next. */
export interface LeanRequest {
  operation: 'AbortMultipartUpload' | 'ListParts';
  key: string;
  uploadId: string;
  after?: string | undefined;
  /** Directory buckets only; an HTTP date. */
  ifMatchInitiatedTime?: string | undefined;
}

/** How requests get to a bucket: what the SDK would make of them, with their signatures made here. */
export interface Route {
  origin: string;
  sign(request: LeanRequest): Promise<Signable>;
}

interface Identity extends Keys {
  sessionToken?: string;
}

/** A key that shows how keys are encoded, and an upload ID likewise. */
const PROBE: LeanRequest = { operation: 'ListParts', key: "a b/é+%!'()*~=&//.", uploadId: 'a b+/=~*' };

/** Headers that are of one request only. */
const PASSING = [
  'authorization',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-s3session-token',
  'amz-sdk-invocation-id',
  'amz-sdk-request',
];

/**
 * Has the SDK make a request for the target, which is not sent, and takes from it where such requests go and what is in
 * them. Undefined where the same request made here would not bear the same signature: the SDK then does something that
 * is not known here, as for a multi-region access point.
 */
export async function findRoute(client: S3Client, target: Target): Promise<Route | undefined> {
  const { protocol, hostname, port, path, headers } = await requestBySdk(client, target);
  const { authorization = '', ...signed } = headers;
  const [, region, service] = SCOPE.exec(authorization) ?? [];
  const end = encodeKey(PROBE.key);
  if (!region || !service || !path.endsWith(end)) return undefined;
  const root = path.slice(0, -end.length);
  const isSession = headers['x-amz-s3session-token'] !== undefined;
  const identity = async (): Promise<Identity> => {
    const keys = await client.config.credentials();
    return isSession
      ? client.config.s3ExpressIdentityProvider.getS3ExpressIdentity(keys, { Bucket: target.bucket })
      : keys;
  };
  const signer = new Signer(region, service);
  const probe = { method: 'GET', path, query: queryOf(PROBE), headers: signed };
  if (signer.sign(probe, await identity()) !== authorization) return undefined;
  const lasting = Object.fromEntries(Object.entries(headers).filter(([name]) => !PASSING.includes(name)));
  const tokenHeader = isSession ? 'x-amz-s3session-token' : 'x-amz-security-token';
  return {
    origin: `${protocol}//${hostname}${port ? `:${port}` : ''}`,
    async sign(request) {
      const keys = await identity();
      const unsigned: Signable = {
        method: request.operation === 'ListParts' ? 'GET' : 'DELETE',
        path: root + encodeKey(request.key),
        query: queryOf(request),
        headers: { ...lasting, 'x-amz-date': asAmzDate(Date.now() + client.config.systemClockOffset) },
      };
      if (keys.sessionToken) unsigned.headers[tokenHeader] = keys.sessionToken;
      if (request.ifMatchInitiatedTime) {
        unsigned.headers['x-amz-if-match-initiated-time'] = request.ifMatchInitiatedTime;
      }
      unsigned.headers.authorization = signer.sign(unsigned, keys);
      return unsigned;
    },
  };
}

const SCOPE = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request,/;

interface SdkRequest {
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  headers: Record<string, string>;
}

async function requestBySdk(client: S3Client, target: Target): Promise<SdkRequest> {
  const { key: Key, uploadId: UploadId } = PROBE;
  const command = new ListPartsCommand({ ...addressOf(target), Key, UploadId });
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

/** In the order of the names, as the signature wants it. */
function queryOf({ operation, uploadId, after }: LeanRequest): string {
  const marker = after === undefined ? '' : `part-number-marker=${encodeUri(after)}&`;
  return `${marker}uploadId=${encodeUri(uploadId)}&x-id=${operation}`;
}

function encodeKey(key: string): string {
  return encodeUri(key).replaceAll('%2F', '/');
}

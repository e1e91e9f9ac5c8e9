import { accessDenied, expiredToken, keyTooLong, noSuchBucket, notImplemented, permanentRedirect } from './errors.ts';
import type { Operation } from './operations.ts';
import { deniesWriting } from './policy.ts';
import type { Reply } from './reply.ts';
import type { S3Request } from './request.ts';
import { matches } from './rules.ts';
import type { Call, Simulation } from './simulation.ts';

/** The bucket operation's call, or the answer to a request that S3 refuses before looking at the operation. */
export function admit(simulation: Simulation, request: S3Request): Call | Reply {
  const bucket = simulation.buckets.get(request.bucket);
  if (!bucket) return noSuchBucket(request.bucket);
  const call = { simulation, request, bucket };
  return refusal(call) ?? call;
}

/** In bytes of UTF-8. */
const LONGEST_KEY = 1_024;

function refusal(call: Call): Reply | undefined {
  const { simulation, request, bucket } = call;
  if (request.key.length * 4 > LONGEST_KEY && Buffer.byteLength(request.key) > LONGEST_KEY) return keyTooLong();
  const owner = request.headers['x-amz-expected-bucket-owner'];
  if (owner !== undefined && bucket.isDirectory && OWNERLESS.has(request.operation)) {
    return notImplemented('x-amz-expected-bucket-owner');
  }
  if (owner !== undefined && owner !== bucket.owner && bucket.checksOwner) return accessDenied();
  if (isSignedForAnotherRegion(call)) return permanentRedirect(bucket.name, bucket.region);
  const refused = bucket.isDirectory ? directoryRefusal(call) : payerRefusal(call);
  if (refused) return refused;
  if (simulation.denials.find((rule) => matches(rule, request))) return accessDenied();
  return WRITES.has(request.operation) && deniesWriting(call) ? accessDenied() : undefined;
}

const WRITES: ReadonlySet<Operation> = new Set(['CreateMultipartUpload', 'UploadPart', 'PutObject']);

/** The credential scope is `AKID/date/region/service/aws4_request`. */
function isSignedForAnotherRegion({ request, bucket }: Call): boolean {
  if (request.operation === 'GetBucketLocation' || bucket.isDirectory) return false;
  const region = request.headers.authorization?.split('/', 3)[2];
  return region !== undefined && region !== bucket.region;
}

function payerRefusal({ request, bucket }: Call): Reply | undefined {
  return bucket.requesterPays && request.headers['x-amz-request-payer'] !== 'requester' ? accessDenied() : undefined;
}

/** Operations that go to the regional endpoint of directory buckets, without a session. */
const REGIONAL: ReadonlySet<Operation> = new Set([
  'CreateSession',
  'DeleteBucket',
  'DeleteBucketLifecycle',
  'DeleteBucketPolicy',
  'GetBucketLifecycleConfiguration',
  'GetBucketPolicy',
  'PutBucketLifecycleConfiguration',
  'PutBucketPolicy',
]);

/** Operations whose regional endpoint for directory buckets takes no x-amz-expected-bucket-owner. */
const OWNERLESS: ReadonlySet<Operation> = new Set([
  'DeleteBucket',
  'DeleteBucketLifecycle',
  'DeleteBucketPolicy',
  'GetBucketLifecycleConfiguration',
  'GetBucketPolicy',
  'PutBucketLifecycleConfiguration',
  'PutBucketPolicy',
]);

const READS: ReadonlySet<Operation> = new Set([
  'GetObject',
  'HeadBucket',
  'HeadObject',
  'ListMultipartUploads',
  'ListObjectsV2',
  'ListParts',
]);

function directoryRefusal({ simulation, request }: Call): Reply | undefined {
  if (request.headers['x-amz-request-payer'] !== undefined) return notImplemented('x-amz-request-payer');
  if (REGIONAL.has(request.operation)) return undefined;
  const token = request.headers['x-amz-s3session-token'];
  const session = typeof token === 'string' ? simulation.sessions.find(token, request.bucket) : undefined;
  if (!session) return accessDenied();
  if (session.expires <= request.at) return expiredToken();
  return session.isReadOnly && !READS.has(request.operation) ? accessDenied() : undefined;
}

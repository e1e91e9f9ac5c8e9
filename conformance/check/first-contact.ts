import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { S3Failure } from '../../activities/s3/failures.ts';
import { outcomeOf } from '../behaviour.ts';
import { asCheckFailure, CheckFailure } from './check-failure.ts';
import type { Store } from './store.ts';

/** What decides which behaviours can be tried in a bucket. */
export interface Ground {
  listsByPrefix: boolean;
  /** Whether an object that is written to it may be there for good: it keeps versions, or deletions are denied. */
  keepsObjects: boolean;
  /** Whether it says that an aborted upload is gone, instead of that it has no parts. */
  knowsUploads: boolean;
}

/**
 * Through the gateway, whose failures say what to do. Fails with CheckFailure where S3 is not reached, or the bucket cannot be
 * listed. A bucket that is yet to be created may be missing.
 */
export async function listOnce(
  { gateway, target, endpoint, s3 }: Store,
  bucket: string,
  signal: AbortSignal,
  mayBeMissing: boolean,
): Promise<void> {
  try {
    await gateway.listUploads({ target: target(bucket), maxUploads: 1 }, signal);
  } catch (error) {
    if (!(error instanceof S3Failure)) throw error;
    const isMissing = error.type === 'NoSuchBucket' || error.code === 'AccessDenied';
    if (error.kind === 'gone' || (mayBeMissing && isMissing)) return;
    throw asCheckFailure(error, questionAbout(await endpoint(), s3.config.forcePathStyle));
  }
}

function questionAbout(endpoint: string | null, isPathStyle: boolean | undefined): string {
  if (endpoint === null) return 'is the endpoint the right one, and does this machine reach it?';
  const style = isPathStyle ? '' : ', and does it take bucket names in the host? Most stores want --force-path-style';
  return `is ${endpoint} the right address${style || '?'}`;
}

/** Fails with CheckFailure where a bucket cannot be created. */
export async function createOwnBucket(s3: S3Client, bucket: string): Promise<void> {
  const outcome = await outcomeOf(s3.send(new CreateBucketCommand({ Bucket: bucket })));
  if (outcome === '200') return;
  const isDenied = outcome.startsWith('403');
  const advice = `${isDenied ? 'grant s3:CreateBucket, or ' : ''}name a bucket of yours with --bucket`;
  throw new CheckFailure(
    isDenied ? 'AccessDenied' : 'Unsupported',
    `${outcome} on CreateBucket of ${bucket}: ${advice}`,
  );
}

/**
 * Asks for what no job can do without, with one upload of its own, and first of all whether that can be aborted. Fails with
 * CheckFailure where it is refused, so that a missing bucket or permission is not taken for a difference.
 */
export async function firstContact(s3: S3Client, bucket: string, key: string): Promise<Ground> {
  const Bucket = bucket;
  const never = new AbortMultipartUploadCommand({ Bucket, Key: key, UploadId: 'never-given' });
  await allowed('AbortMultipartUpload', 's3:AbortMultipartUpload', bucket, () => s3.send(never));
  const { UploadId = '' } = await allowed('CreateMultipartUpload', 's3:PutObject', bucket, () =>
    s3.send(new CreateMultipartUploadCommand({ Bucket, Key: key })),
  );
  const name = { Bucket, Key: key, UploadId };
  await allowed('ListParts', 's3:ListMultipartUploadParts', bucket, () => s3.send(new ListPartsCommand(name)));
  const listed = await s3
    .send(new ListMultipartUploadsCommand({ Bucket, Prefix: key.slice(0, -1) }))
    .catch(() => undefined);
  await outcomeOf(s3.send(new AbortMultipartUploadCommand(name)));
  return {
    listsByPrefix: (listed?.Uploads ?? []).some((upload) => upload.Key === key && upload.UploadId === UploadId),
    keepsObjects: (await keepsVersions(s3, bucket)) || (await deniesDeletion(s3, Bucket, key)),
    knowsUploads: (await outcomeOf(s3.send(new ListPartsCommand(name)))) !== '200',
  };
}

/**
 * Of all refusals, only a denied permission ends the check, and that no upload can be begun: what else a store says instead is what
 * the check is for.
 */
async function allowed<T extends { $metadata: { httpStatusCode?: number | undefined } }>(
  operation: string,
  permission: string,
  bucket: string,
  request: () => Promise<T>,
): Promise<Partial<T>> {
  const asked = request();
  const outcome = await outcomeOf(asked);
  if (outcome.startsWith('2')) return await asked;
  if (operation === 'CreateMultipartUpload' && /^(400|405|501) /.test(outcome)) {
    throw new CheckFailure(
      'Unsupported',
      `${outcome} on ${operation} of ${bucket}: this S3 takes no multipart uploads`,
    );
  }
  if (!outcome.startsWith('403')) return {};
  throw new CheckFailure(
    'AccessDenied',
    `${outcome} on ${operation} of ${bucket}: grant ${permission} on the objects of ${bucket}`,
  );
}

/** Asked of an object that is not there, in a bucket without versions: nothing comes of it. */
async function deniesDeletion(s3: S3Client, Bucket: string, Key: string): Promise<boolean> {
  return (await outcomeOf(s3.send(new DeleteObjectCommand({ Bucket, Key })))).startsWith('403');
}

/** Unknown counts as yes. */
async function keepsVersions(s3: S3Client, Bucket: string): Promise<boolean> {
  const asked = s3.send(new GetBucketVersioningCommand({ Bucket }));
  const outcome = await outcomeOf(asked);
  if (outcome === '200') return (await asked).Status !== undefined;
  return !/^(400|404|405|501) /.test(outcome);
}

import {
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { isDirectoryBucket } from '../../../domain/bucket-name.ts';
import { present } from '../../../domain/present.ts';
import type { ObjectRef } from '../../bucket/contract.ts';
import type { Target } from '../../contract.ts';
import type {
  BucketGateway,
  BucketHead,
  LifecycleText,
  ListedObjects,
  ListObjectsRequest,
  ObjectLock,
  RefusedDeletion,
  Versioning,
} from '../bucket-gateway.ts';
import { DeletionDialect, type DeletionWay } from '../dialect/deletion.ts';
import { meansNoObjectLock } from '../dialect/lock/no-object-lock.ts';
import { meansNoPolicy } from '../dialect/no-policy.ts';
import { S3Failure } from '../failures.ts';
import { checkByMd5 } from './bucket/content-md5.ts';
import { getLifecycle, putLifecycle } from './bucket/lifecycle.ts';
import type { Send } from './bucket/send.ts';
import { isSuspicion } from './head-answers.ts';
import { objectsOf, refusedAlone, refusedOf, versionsOf } from './object-answers.ts';

/** The bucket as a whole by way of @aws-sdk/client-s3, over the client of its connection. */
export function createBucketGateway(send: Send): BucketGateway {
  return new SdkBucketGateway(send);
}

class SdkBucketGateway implements BucketGateway {
  readonly deletion = new DeletionDialect();
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  async headBucket(target: Target, signal: AbortSignal): Promise<BucketHead> {
    const command = new HeadBucketCommand(addressOf(target));
    let server: string | undefined;
    noteServer(command, (name) => {
      server = name;
    });
    try {
      const { BucketRegion: region } = await this.#send('HeadBucket', target, signal, (s3, options) =>
        s3.send(command, options),
      );
      return present({ region: region || undefined, server });
    } catch (error) {
      throw headFailure(error, target);
    }
  }

  async versioning(target: Target, signal: AbortSignal): Promise<Versioning> {
    const command = new GetBucketVersioningCommand(addressOf(target));
    const { Status, MFADelete } = await this.#send('GetBucketVersioning', target, signal, (s3, options) =>
      s3.send(command, options),
    );
    const mfaDelete = MFADelete === 'Enabled';
    if (Status === undefined) return { status: 'never-enabled', mfaDelete };
    return { status: Status === 'Suspended' ? 'suspended' : 'enabled', mfaDelete };
  }

  async owner(target: Target, signal: AbortSignal): Promise<string | undefined> {
    const command = new GetBucketAclCommand(addressOf(target));
    const { Owner } = await this.#send('GetBucketAcl', target, signal, (s3, options) => s3.send(command, options));
    return Owner?.ID;
  }

  async hasObjectLock(target: Target, signal: AbortSignal): Promise<boolean> {
    const command = new GetObjectLockConfigurationCommand(addressOf(target));
    try {
      const { ObjectLockConfiguration } = await this.#send(
        'GetObjectLockConfiguration',
        target,
        signal,
        (s3, options) => s3.send(command, options),
      );
      return ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled';
    } catch (error) {
      if (meansNoObjectLock(error)) return false;
      throw error;
    }
  }

  async lockOf(target: Target, { key, versionId }: ObjectRef, signal: AbortSignal): Promise<ObjectLock> {
    const command = new HeadObjectCommand({ ...addressOf(target), Key: key, VersionId: versionId });
    const told = await this.#send('HeadObject', target, signal, (s3, options) => s3.send(command, options));
    const until = told.ObjectLockRetainUntilDate?.getTime();
    return { isHeld: told.ObjectLockLegalHoldStatus === 'ON', ...(until !== undefined && { retainedUntil: until }) };
  }

  async policy(target: Target, signal: AbortSignal): Promise<string | undefined> {
    const command = new GetBucketPolicyCommand(addressOf(target));
    try {
      return (await this.#send('GetBucketPolicy', target, signal, (s3, options) => s3.send(command, options))).Policy;
    } catch (error) {
      if (meansNoPolicy(error)) return undefined;
      throw error;
    }
  }

  async putPolicy(target: Target, policy: string, signal: AbortSignal): Promise<void> {
    const command = new PutBucketPolicyCommand({ ...addressOf(target), Policy: policy });
    await this.#send('PutBucketPolicy', target, signal, (s3, options) => s3.send(command, options));
  }

  async deletePolicy(target: Target, signal: AbortSignal): Promise<void> {
    const command = new DeleteBucketPolicyCommand(addressOf(target));
    await this.#send('DeleteBucketPolicy', target, signal, (s3, options) => s3.send(command, options));
  }

  lifecycle(target: Target, signal: AbortSignal): Promise<LifecycleText | undefined> {
    return getLifecycle(this.#send, target, signal);
  }

  putLifecycle(target: Target, lifecycle: LifecycleText, signal: AbortSignal): Promise<void> {
    return putLifecycle(this.#send, target, lifecycle, signal);
  }

  listObjects(request: ListObjectsRequest, signal: AbortSignal): Promise<ListedObjects> {
    return request.versions ? this.#listVersions(request, signal) : this.#listLatest(request, signal);
  }

  async deleteObjects(
    target: Target,
    objects: ObjectRef[],
    way: DeletionWay,
    signal: AbortSignal,
  ): Promise<RefusedDeletion[]> {
    const [first] = objects;
    if (way === 'DeleteObject') return first ? await this.#deleteObject(target, first, signal) : [];
    const command = new DeleteObjectsCommand({
      ...addressOf(target),
      Delete: { Quiet: true, Objects: objects.map(({ key, versionId }) => ({ Key: key, VersionId: versionId })) },
    });
    if (way === 'DeleteObjects with Content-MD5') checkByMd5(command);
    const output = await this.#send('DeleteObjects', target, signal, (s3, options) => s3.send(command, options));
    return refusedOf(output, target);
  }

  async deleteBucket(target: Target, signal: AbortSignal): Promise<void> {
    const { expectedBucketOwner: _, ...anyOwner } = target;
    // The endpoint of directory buckets answers 501 to an expected owner (S3 API, DeleteBucket).
    const command = new DeleteBucketCommand(addressOf(isDirectoryBucket(target.bucket) ? anyOwner : target));
    await this.#send('DeleteBucket', target, signal, (s3, options) => s3.send(command, options));
  }

  async #listVersions({ target, marker, maxKeys }: ListObjectsRequest, signal: AbortSignal): Promise<ListedObjects> {
    const from = marker && 'key' in marker ? marker : undefined;
    const command = new ListObjectVersionsCommand({
      ...addressOf(target),
      EncodingType: 'url',
      MaxKeys: maxKeys,
      KeyMarker: from?.key,
      VersionIdMarker: from?.versionId,
    });
    const output = await this.#send('ListObjectVersions', target, signal, (s3, options) => s3.send(command, options));
    return versionsOf(output, target, from);
  }

  async #listLatest({ target, marker, maxKeys }: ListObjectsRequest, signal: AbortSignal): Promise<ListedObjects> {
    const token = marker && 'token' in marker ? marker.token : undefined;
    const command = new ListObjectsV2Command({
      ...addressOf(target),
      EncodingType: 'url',
      MaxKeys: maxKeys,
      ContinuationToken: token,
    });
    const output = await this.#send('ListObjectsV2', target, signal, (s3, options) => s3.send(command, options));
    return objectsOf(output, target, token);
  }

  async #deleteObject(target: Target, object: ObjectRef, signal: AbortSignal): Promise<RefusedDeletion[]> {
    const command = new DeleteObjectCommand({ ...addressOf(target), Key: object.key, VersionId: object.versionId });
    try {
      await this.#send('DeleteObject', target, signal, (s3, options) => s3.send(command, options));
      return [];
    } catch (error) {
      if (!(error instanceof S3Failure) || error.kind === 'fatal') throw error;
      return refusedAlone(object, error);
    }
  }
}

/** The SDK answers no headers. */
function noteServer(command: HeadBucketCommand, note: (name: string | undefined) => void): void {
  command.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      note((answer.response as { headers?: Record<string, string> }).headers?.server);
      return answer;
    },
    { step: 'deserialize', name: 'noteServer' },
  );
}

/** The answer to a HEAD has no body, and so no error code. */
function headFailure(error: unknown, target: Target): unknown {
  if (!(error instanceof S3Failure) || isSuspicion(error)) return error;
  const { status, region, virtualHost, cause } = error;
  const failed = { operation: 'HeadBucket', target, status, region, virtualHost, cause } as const;
  if (status === 404) return new S3Failure({ ...failed, code: 'NoSuchBucket' });
  if (status === 403) return new S3Failure({ ...failed, code: 'AccessDenied' });
  return error;
}

function addressOf({ bucket, expectedBucketOwner }: Target) {
  return { Bucket: bucket, ExpectedBucketOwner: expectedBucketOwner };
}

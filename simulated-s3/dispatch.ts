import { admit } from './admission.ts';
import {
  createBucket,
  deleteBucket,
  getBucketAcl,
  getBucketLocation,
  getBucketVersioning,
  getObjectLockConfiguration,
  headBucket,
  listBuckets,
  listDirectoryBuckets,
  putBucketVersioning,
} from './buckets.ts';
import { createSession } from './create-session.ts';
import { accessDenied, notImplemented } from './errors.ts';
import { deleteBucketLifecycle, getBucketLifecycle, putBucketLifecycle } from './lifecycle.ts';
import { listObjectsV2, listObjectVersions } from './list-objects.ts';
import { listMultipartUploads } from './list-uploads.ts';
import { deleteObject, deleteObjects, getObject, headObject, putObject, putObjectLegalHold } from './objects.ts';
import type { Operation } from './operations.ts';
import { deleteBucketPolicy, getBucketPolicy, putBucketPolicy } from './policy.ts';
import type { Reply } from './reply.ts';
import type { S3Request } from './request.ts';
import { matches } from './rules.ts';
import type { Call, Simulation } from './simulation.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listParts,
  uploadPart,
} from './uploads.ts';

type ServiceOperation = 'CreateBucket' | 'ListBuckets' | 'ListDirectoryBuckets';

const SERVICE: Record<ServiceOperation, (simulation: Simulation, request: S3Request) => Reply> = {
  CreateBucket: createBucket,
  ListBuckets: listBuckets,
  ListDirectoryBuckets: listDirectoryBuckets,
};

const BUCKET: Record<Exclude<Operation, ServiceOperation>, (call: Call) => Reply> = {
  AbortMultipartUpload: abortMultipartUpload,
  CompleteMultipartUpload: completeMultipartUpload,
  CreateMultipartUpload: createMultipartUpload,
  CreateSession: createSession,
  DeleteBucket: deleteBucket,
  DeleteBucketLifecycle: deleteBucketLifecycle,
  DeleteBucketPolicy: deleteBucketPolicy,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  GetBucketAcl: getBucketAcl,
  GetBucketLifecycleConfiguration: getBucketLifecycle,
  GetBucketLocation: getBucketLocation,
  GetBucketPolicy: getBucketPolicy,
  GetBucketVersioning: getBucketVersioning,
  GetObject: getObject,
  GetObjectLockConfiguration: getObjectLockConfiguration,
  HeadBucket: headBucket,
  HeadObject: headObject,
  ListMultipartUploads: listMultipartUploads,
  ListObjectVersions: listObjectVersions,
  ListObjectsV2: listObjectsV2,
  ListParts: listParts,
  PutBucketLifecycleConfiguration: putBucketLifecycle,
  PutBucketPolicy: putBucketPolicy,
  PutBucketVersioning: putBucketVersioning,
  PutObject: putObject,
  PutObjectLegalHold: putObjectLegalHold,
  UploadPart: uploadPart,
  Unknown: () => notImplemented('x-amz-operation'),
};

/** Carries a request out. */
export function dispatch(simulation: Simulation, request: S3Request): Reply {
  const { operation } = request;
  if (isServiceOperation(operation)) {
    const isDenied = simulation.denials.find((rule) => matches(rule, request));
    return isDenied ? accessDenied() : SERVICE[operation](simulation, request);
  }
  const admitted = admit(simulation, request);
  return 'status' in admitted ? admitted : BUCKET[operation](admitted);
}

function isServiceOperation(operation: Operation): operation is ServiceOperation {
  return operation in SERVICE;
}

/** The S3 operations served here, by their names in the API. */
export type Operation =
  | 'AbortMultipartUpload'
  | 'CompleteMultipartUpload'
  | 'CreateBucket'
  | 'CreateMultipartUpload'
  | 'CreateSession'
  | 'DeleteBucket'
  | 'DeleteBucketLifecycle'
  | 'DeleteBucketPolicy'
  | 'DeleteObject'
  | 'DeleteObjects'
  | 'GetBucketAcl'
  | 'GetBucketLifecycleConfiguration'
  | 'GetBucketLocation'
  | 'GetBucketPolicy'
  | 'GetBucketVersioning'
  | 'GetObject'
  | 'GetObjectLockConfiguration'
  | 'HeadBucket'
  | 'HeadObject'
  | 'ListBuckets'
  | 'ListDirectoryBuckets'
  | 'ListMultipartUploads'
  | 'ListObjectVersions'
  | 'ListObjectsV2'
  | 'ListParts'
  | 'PutBucketLifecycleConfiguration'
  | 'PutBucketPolicy'
  | 'PutBucketVersioning'
  | 'PutObject'
  | 'PutObjectLegalHold'
  | 'UploadPart'
  /** Anything else; answered 501. */
  | 'Unknown';

/** Which operation a request means: S3 tells them apart by method, by path depth and by one query parameter. */
export function operationOf(method: string, bucket: string, key: string, query: Query): Operation {
  if (bucket === '') return serviceOperation(method, query);
  return key === '' ? bucketOperation(method, query) : objectOperation(method, query);
}

export type Query = ReadonlyMap<string, string>;

function serviceOperation(method: string, query: Query): Operation {
  if (method !== 'GET') return 'Unknown';
  return query.get('x-id') === 'ListDirectoryBuckets' ? 'ListDirectoryBuckets' : 'ListBuckets';
}

const BUCKET_OPERATIONS: Record<string, ReadonlyArray<[parameter: string, Operation]>> = {
  GET: [
    ['uploads', 'ListMultipartUploads'],
    ['session', 'CreateSession'],
    ['list-type', 'ListObjectsV2'],
    ['versions', 'ListObjectVersions'],
    ['versioning', 'GetBucketVersioning'],
    ['location', 'GetBucketLocation'],
    ['policy', 'GetBucketPolicy'],
    ['acl', 'GetBucketAcl'],
    ['object-lock', 'GetObjectLockConfiguration'],
    ['lifecycle', 'GetBucketLifecycleConfiguration'],
  ],
  PUT: [
    ['versioning', 'PutBucketVersioning'],
    ['policy', 'PutBucketPolicy'],
    ['lifecycle', 'PutBucketLifecycleConfiguration'],
  ],
  POST: [['delete', 'DeleteObjects']],
  DELETE: [
    ['policy', 'DeleteBucketPolicy'],
    ['lifecycle', 'DeleteBucketLifecycle'],
  ],
};

const PLAIN_BUCKET_OPERATION: Record<string, Operation> = {
  PUT: 'CreateBucket',
  DELETE: 'DeleteBucket',
  HEAD: 'HeadBucket',
};

function bucketOperation(method: string, query: Query): Operation {
  for (const [parameter, operation] of BUCKET_OPERATIONS[method] ?? []) {
    if (query.has(parameter)) return operation;
  }
  return PLAIN_BUCKET_OPERATION[method] ?? 'Unknown';
}

const UPLOAD_OPERATION: Record<string, Operation> = {
  GET: 'ListParts',
  PUT: 'UploadPart',
  POST: 'CompleteMultipartUpload',
  DELETE: 'AbortMultipartUpload',
};

const OBJECT_OPERATION: Record<string, Operation> = {
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
};

function objectOperation(method: string, query: Query): Operation {
  if (query.has('legal-hold')) return method === 'PUT' ? 'PutObjectLegalHold' : 'Unknown';
  if (query.has('uploadId')) return UPLOAD_OPERATION[method] ?? 'Unknown';
  if (method === 'POST' && query.has('uploads')) return 'CreateMultipartUpload';
  return OBJECT_OPERATION[method] ?? 'Unknown';
}

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { permissionFor } from '../../activities/s3/advice/permissions.ts';
import type { S3Operation } from '../../activities/s3/operations.ts';

const FOLDER = resolve(__dirname, '../../docs/iam');

const CLEANUP = ['ListMultipartUploads', 'AbortMultipartUpload', 'ListParts'] as const;
const BUCKET = 'amzn-s3-demo-bucket';
const DIRECTORY_BUCKET = 'amzn-s3-demo-bucket--use1-az4--x-s3';

/** Each policy, the bucket as a job names it, and what the job asks of S3. */
const POLICIES: Array<[file: string, bucket: string, operations: readonly S3Operation[]]> = [
  ['general-purpose-bucket.json', BUCKET, CLEANUP],
  ['access-point.json', 'arn:aws:s3:us-east-1:111122223333:accesspoint/cleanup', CLEANUP],
  ['directory-bucket.json', DIRECTORY_BUCKET, CLEANUP],
  ['access-point-of-directory-bucket.json', 'cleanup--use1-az4--xa-s3', CLEANUP],
  [
    'prepare-bucket-deletion.json',
    BUCKET,
    [
      ...CLEANUP,
      'HeadBucket',
      'GetBucketVersioning',
      'GetBucketAcl',
      'GetObjectLockConfiguration',
      'GetBucketPolicy',
      'PutBucketPolicy',
      'DeleteBucketPolicy',
      'ListObjectVersions',
      'ListObjectsV2',
      'DeleteObjects',
      'DeleteBucket',
    ],
  ],
  ['record.json', 'amzn-s3-demo-audit-bucket', ['PutObject']],
  ['lifecycle.json', BUCKET, ['GetBucketLifecycleConfiguration', 'PutBucketLifecycleConfiguration']],
  ['fleet.json', '*', ['ListBuckets', 'ListDirectoryBuckets']],
];

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
}

it('has a test for every policy', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(POLICIES.map(([file]) => file).sort());
});

describe.each(POLICIES)('%s', (file, bucket, operations) => {
  const { Version, Statement } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as {
    Version: string;
    Statement: Statement[];
  };
  const advised = operations.map((operation) => permissionFor(operation, bucket));

  it('allows what a failure for want of permission advises to grant', () => {
    const missing = advised.flatMap((advice) => {
      const [actions = '', resource = ''] = advice.split(' on ');
      return actions
        .split(' and ')
        .filter((action) => !Statement.some((statement) => allows(statement, action, resource)));
    });

    expect(missing).toEqual([]);
  });

  it('allows nothing else', () => {
    const needed = new Set(advised.flatMap((advice) => advice.split(' on ')[0]?.split(' and ') ?? []));
    const granted = Statement.flatMap(({ Action }) => [Action].flat());

    expect(granted.filter((action) => !needed.has(action))).toEqual([]);
    expect(Version).toBe('2012-10-17');
    expect(Statement.map(({ Effect }) => Effect)).toEqual(Statement.map(() => 'Allow'));
  });
});

/** Advice names a directory bucket by its name: an ARN would need its account and region. */
function allows({ Action, Resource }: Statement, action: string, resource: string): boolean {
  const covers = [Resource].flat().some((arn) => arn === resource || arn.endsWith(`/${resource}`));
  return covers && [Action].flat().includes(action);
}

import {
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { type Behaviour, outcomeOf, type Trial } from '../behaviour.ts';
import { upload } from '../uploads.ts';

export const BUCKETS: Behaviour[] = [
  {
    title: 'deletes an empty bucket, and does not know it any more',
    async observe(trial) {
      return [await deleteBucket(trial), await headBucket(trial), await deleteBucket(trial)];
    },
    asS3: ['204', '404 NotFound', '404 NoSuchBucket'],
  },
  {
    title: 'deletes a bucket although uploads are in progress',
    async observe(trial) {
      await upload(trial, 'a');
      return [await deleteBucket(trial), await headBucket(trial)];
    },
    asS3: ['204', '404 NotFound'],
  },
  {
    title: 'refuses to delete a bucket with an object in it',
    async observe(trial) {
      await trial.s3.send(new PutObjectCommand({ Bucket: trial.bucket, Key: `${trial.prefix}a`, Body: 'a' }));
      return [await deleteBucket(trial), await headBucket(trial)];
    },
    asS3: ['409 BucketNotEmpty', '200'],
  },
  {
    title: 'refuses to delete a bucket with nothing but a delete marker in it',
    async observe(trial) {
      const { s3, bucket: Bucket } = trial;
      const Key = `${trial.prefix}a`;
      const enabled = await setVersioning(trial, 'Enabled');
      if (enabled !== '200') return { enabled };
      const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'a' }));
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
      return [await deleteBucket(trial), await headBucket(trial)];
    },
    asS3: ['409 BucketNotEmpty', '200'],
  },
  {
    title: 'tells whether versioning was ever enabled, is, or is suspended',
    async observe(trial) {
      const before = await versioning(trial);
      const enabled = [await setVersioning(trial, 'Enabled'), await versioning(trial)];
      const suspended = [await setVersioning(trial, 'Suspended'), await versioning(trial)];
      return [before, ...enabled, ...suspended];
    },
    asS3: ['never', '200', 'Enabled', '200', 'Suspended'],
  },
  {
    title: 'keeps a bucket policy until it is deleted, and answers NoSuchBucketPolicy without one',
    async observe({ s3, bucket: Bucket }) {
      const get = () => outcomeOf(s3.send(new GetBucketPolicyCommand({ Bucket })));
      const before = await get();
      const put = await outcomeOf(s3.send(new PutBucketPolicyCommand({ Bucket, Policy: denyPuts(Bucket) })));
      const kept = await get();
      const deleted = await outcomeOf(s3.send(new DeleteBucketPolicyCommand({ Bucket })));
      return [before, put, kept, deleted, await get()].map((outcome) => outcome.replace(/^20[04]$/, 'done'));
    },
    asS3: ['404 NoSuchBucketPolicy', 'done', 'done', 'done', '404 NoSuchBucketPolicy'],
  },
];

const deleteBucket = ({ s3, bucket: Bucket }: Trial) => outcomeOf(s3.send(new DeleteBucketCommand({ Bucket })));

const headBucket = ({ s3, bucket: Bucket }: Trial) => outcomeOf(s3.send(new HeadBucketCommand({ Bucket })));

function setVersioning({ s3, bucket: Bucket }: Trial, Status: 'Enabled' | 'Suspended') {
  return outcomeOf(s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } })));
}

function versioning({ s3, bucket: Bucket }: Trial): Promise<string> {
  const asked = s3.send(new GetBucketVersioningCommand({ Bucket }));
  return asked.then(
    ({ Status = 'never' }) => Status,
    () => outcomeOf(asked),
  );
}

function denyPuts(bucket: string): string {
  const Resource = `arn:aws:s3:::${bucket}/*`;
  const Statement = [{ Sid: 'NoNewUploads', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource }];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

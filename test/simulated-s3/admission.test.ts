import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { named, useSimulatedS3 } from './harness.ts';

const here = useSimulatedS3();

it('answers NoSuchBucket for a bucket that is not there', async () => {
  const listing = here.client.send(new ListMultipartUploadsCommand({ Bucket: 'missing' }));

  await expect(listing).rejects.toMatchObject({ name: 'NoSuchBucket', $metadata: { httpStatusCode: 404 } });
});

it('refuses a request that expects another owner of the bucket', async () => {
  here.s3.createBucket('owned', { owner: '999988887777' });
  const list = (ExpectedBucketOwner: string) =>
    here.client.send(new ListMultipartUploadsCommand({ Bucket: 'owned', ExpectedBucketOwner }));

  await expect(list('111122223333')).rejects.toMatchObject({
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
  await expect(list('999988887777')).resolves.toMatchObject({ IsTruncated: false });
});

it('refuses requests that do not say they pay, where the requester pays', async () => {
  here.s3.createBucket('paid', { requesterPays: true });
  const upload = here.s3.seedUpload('paid', { key: 'a' });
  const abort = (payer: { RequestPayer?: 'requester' }) =>
    here.client.send(new AbortMultipartUploadCommand({ ...named(upload, 'paid'), ...payer }));

  await expect(abort({})).rejects.toMatchObject({ name: 'AccessDenied' });
  await abort({ RequestPayer: 'requester' });

  expect(here.s3.uploads('paid')).toEqual([]);
});

it('redirects requests that are signed for another region', async () => {
  here.s3.createBucket('far', { region: 'eu-west-1' });
  const near = new S3Client({ ...here.s3.clientConfig(), region: 'eu-west-1', maxAttempts: 1 });
  const list = new ListMultipartUploadsCommand({ Bucket: 'far' });

  await expect(here.client.send(list)).rejects.toMatchObject({
    name: 'PermanentRedirect',
    $metadata: { httpStatusCode: 301 },
  });
  await expect(near.send(list)).resolves.toMatchObject({ IsTruncated: false });
});

it('denies the operations and keys it is told to, until the rule is removed', async () => {
  const locked = here.s3.seedUpload('photos', { key: 'locked/a' });
  const free = here.s3.seedUpload('photos', { key: 'free/a' });
  const abort = (upload: typeof locked) => here.client.send(new AbortMultipartUploadCommand(named(upload)));
  const remove = here.s3.deny({ operation: 'AbortMultipartUpload', key: 'locked/' });

  await expect(abort(locked)).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
  await expect(here.client.send(new ListPartsCommand(named(locked)))).resolves.toMatchObject({ Key: 'locked/a' });
  await abort(free);
  remove();
  await abort(locked);

  expect(here.s3.uploads('photos')).toEqual([]);
});

it('denies keys by a test of its own', async () => {
  const upload = here.s3.seedUpload('photos', { key: 'a.mp4' });
  here.s3.deny({ operation: 'ListParts', key: (key) => key.endsWith('.mp4') });

  await expect(here.client.send(new ListPartsCommand(named(upload)))).rejects.toMatchObject({ name: 'AccessDenied' });
});

it('honours a bucket policy that denies s3:PutObject: no new uploads, parts or objects, but aborts', async () => {
  const upload = here.s3.seedUpload('photos', { key: 'a' });
  const Statement = [{ Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::photos/*' }];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await here.client.send(new PutBucketPolicyCommand({ Bucket: 'photos', Policy }));
  const object = { Bucket: 'photos', Key: 'b' };

  const writes = await Promise.allSettled([
    here.client.send(new CreateMultipartUploadCommand(object)),
    here.client.send(new UploadPartCommand({ ...named(upload), PartNumber: 1, Body: 'x' })),
    here.client.send(new PutObjectCommand({ ...object, Body: 'x' })),
  ]);
  await here.client.send(new AbortMultipartUploadCommand(named(upload)));

  expect(writes.map((write) => write.status === 'rejected' && write.reason.name)).toEqual(
    Array(3).fill('AccessDenied'),
  );
});

it('gives back the bucket policy it was given, and forgets it when told to', async () => {
  const Policy = JSON.stringify({
    Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::photos/x/*' }],
  });
  const get = () => here.client.send(new GetBucketPolicyCommand({ Bucket: 'photos' }));

  await expect(get()).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
  await here.client.send(new PutBucketPolicyCommand({ Bucket: 'photos', Policy }));
  await here.client.send(new CreateMultipartUploadCommand({ Bucket: 'photos', Key: 'y' }));
  await expect(get()).resolves.toMatchObject({ Policy });
  await here.client.send(new DeleteBucketPolicyCommand({ Bucket: 'photos' }));
  await expect(get()).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
});

import {
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { rawGet, useSimulatedS3 } from './harness.ts';

const here = useSimulatedS3({ verifySignatures: true });

it.each(['photos', 'films--use1-az4--x-s3'])('serves what the SDK has signed, with any key, in %s', async (Bucket) => {
  here.s3.createBucket(Bucket);
  for (const Key of ['a', 'a b+c', "ä/./..//'(!)*~&=?#%41", '\u{1F600}\u0001']) {
    const { UploadId } = await here.client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    await here.client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'abc' }));
    const { Parts } = await here.client.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    await here.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }));

    expect(Parts).toHaveLength(1);
  }
});

it.each([
  ['a wrong secret', { accessKeyId: 'SIMULATED', secretAccessKey: 'guessed' }, 'SignatureDoesNotMatch'],
  ['an unknown access key', { accessKeyId: 'SOMEBODY', secretAccessKey: 'simulated' }, 'InvalidAccessKeyId'],
])('refuses %s', async (_, credentials, name) => {
  const client = new S3Client({ ...here.s3.clientConfig(), credentials, maxAttempts: 1 });

  const listing = client.send(new ListMultipartUploadsCommand({ Bucket: 'photos' }));

  await expect(listing).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 403 } });
});

it('refuses a request without a signature', async () => {
  expect(await rawGet(`${here.s3.endpoint}/photos?uploads`)).toContain('<Code>AccessDenied</Code>');
});

import {
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
} from '@aws-sdk/client-s3';
import { useSimulatedS3 } from './harness.ts';

const here = useSimulatedS3();

const abort = { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } };
const whole: LifecycleRule = { ID: 'whole', Status: 'Enabled', Filter: { Prefix: '' }, ...abort };

const get = (Bucket = 'photos') => here.client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
const put = (Rules: LifecycleRule[], Bucket = 'photos') =>
  here.client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));

it('says that a bucket has no lifecycle configuration, until it has one', async () => {
  await expect(get()).rejects.toMatchObject({ name: 'NoSuchLifecycleConfiguration' });

  await put([whole]);

  await expect(get()).resolves.toMatchObject({
    Rules: [whole],
    TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
  });
  await here.client.send(new DeleteBucketLifecycleCommand({ Bucket: 'photos' }));
  await expect(get()).rejects.toMatchObject({ name: 'NoSuchLifecycleConfiguration' });
});

it('replaces all rules with those that are put, and makes up IDs', async () => {
  await put([whole]);

  const { ID: _, ...nameless } = whole;
  await put([nameless]);

  expect((await get()).Rules).toMatchObject([{ ID: 'made-up-0' }]);
});

it('shows the lifecycle configuration of before for so many reads as it is told to', async () => {
  here.s3.createBucket('slow', { lifecycleShownAfter: 1 });
  await put([whole], 'slow');

  await expect(get('slow')).rejects.toMatchObject({ name: 'NoSuchLifecycleConfiguration' });
  await expect(get('slow')).resolves.toMatchObject({ Rules: [whole] });
});

const expiring: LifecycleRule = { ID: 'e', Status: 'Enabled', Prefix: 'logs/', Expiration: { Days: 1 } };

it.each<[string, string, LifecycleRule[]]>([
  ['a rule with a prefix of its own beside one with a filter', 'InvalidRequest', [whole, expiring]],
  [
    'a rule that aborts uploads by the tags of objects',
    'InvalidRequest',
    [{ ...whole, Filter: { Tag: { Key: 'k', Value: 'v' } } }],
  ],
  ['a rule that aborts uploads by a size', 'InvalidRequest', [{ ...whole, Filter: { ObjectSizeGreaterThan: 1 } }]],
  ['two rules of one ID', 'InvalidArgument', [whole, whole]],
  ['a rule without an action', 'MalformedXML', [{ ID: 'none', Status: 'Enabled', Filter: { Prefix: '' } }]],
  ['a rule without a filter', 'MalformedXML', [{ ID: 'none', Status: 'Enabled', ...abort }]],
  ['a rule of no day', 'MalformedXML', [{ ...whole, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 0 } }]],
])('refuses in a lifecycle configuration %s', async (_, code, rules) => {
  await expect(put(rules)).rejects.toMatchObject({ name: code });
});

it('keeps the lifecycle configuration of a directory bucket, too', async () => {
  here.s3.createBucket('fast--use1-az4--x-s3');

  await put([whole], 'fast--use1-az4--x-s3');

  expect((await get('fast--use1-az4--x-s3')).Rules).toEqual([whole]);
});

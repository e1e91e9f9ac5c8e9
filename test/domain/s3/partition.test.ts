import { partitionOf } from '../../../domain/s3/partition.ts';

it.each([
  ['us-east-1', 'aws'],
  ['photos.s3.eu-west-3.amazonaws.com', 'aws'],
  ['minio.internal', 'aws'],
  [null, 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['photos.s3.cn-northwest-1.amazonaws.com.cn', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['s3-fips.us-gov-east-1.amazonaws.com', 'aws-us-gov'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['s3.eusc-de-east-1.amazonaws.eu', 'aws-eusc'],
  ['us-iso-east-1', 'aws-iso'],
  ['s3.us-iso-east-1.c2s.ic.gov', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
])('%s is of the partition %s', (regionOrHost, partition) => {
  expect(partitionOf(regionOrHost)).toBe(partition);
});

import { isBucketName, isDirectoryBucket } from '../../domain/bucket-name.ts';

describe('the name of a bucket', () => {
  it.each([
    'photos',
    'my.photos-2026',
    'fast--use1-az4--x-s3',
    'My_Bucket',
    'tec_firmwares',
    'UPPER',
    'ab',
    '_logs',
    'ends-in-',
    'a'.repeat(255),
    'arn:aws:s3:us-east-1:111122223333:accesspoint/ap',
    'arn:aws-cn:s3:cn-north-1:111122223333:accesspoint/ap',
  ])('may be %s', (name) => {
    expect(isBucketName(name)).toBe(true);
  });

  it.each([
    '',
    '.',
    '..',
    '.hidden',
    '-flag',
    'a/b',
    'a b',
    'a?b',
    'a%2fb',
    'bücket',
    'a\nb',
    '192.168.5.4',
    'a'.repeat(256),
    'arn:aws:sqs:us-east-1:111122223333:queue',
  ])('cannot be %j', (name) => {
    expect(isBucketName(name)).toBe(false);
  });

  it('tells a directory bucket by its end', () => {
    expect(['fast--use1-az4--x-s3', 'fast--use1-az4--xa-s3', 'fast_x-s3'].map(isDirectoryBucket)).toEqual([
      true,
      true,
      false,
    ]);
  });
});

it.each([
  ['10.20.30.40', false],
  ['1.2.3.4', false],
  ['1.2.3.4.5', true],
  ['1.2.3.4a', true],
  ['a1.2.3.4', true],
  ['xarn:aws:s3:::photos', false],
  ['arn:aws:s3:::photos?', false],
  ['arn:aws-cn:s3:cn-north-1:123456789012:accesspoint/photos', true],
  ['arn:aws:s3:::photos', true],
  ['arn:aws:s3:::', false],
  ['arn:aws:sqs:::photos', false],
])('%j is a name or an ARN that S3 may take: %s', (name, may) => {
  expect(isBucketName(name)).toBe(may);
});

it.each([
  ['photos--use1-az4--x-s3', true],
  ['photos--use1-az4--xa-s3', true],
  ['photos--use1-az4--x-s3-logs', false],
  ['arn:aws:s3express:us-east-1:123456789012:accesspoint/photos', true],
  ['arn:aws:s3:us-east-1:123456789012:accesspoint/photos', false],
  ['photos:s3express:', false],
])('%j is a directory bucket: %s', (name, is) => {
  expect(isDirectoryBucket(name)).toBe(is);
});

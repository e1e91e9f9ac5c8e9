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

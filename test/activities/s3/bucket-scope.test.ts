import { BucketScope } from '../../../activities/s3/bucket-scope.ts';

const ARN = 'arn:aws:s3:eu-west-1:111122223333:accesspoint/logs';

describe('the buckets that a connection may touch', () => {
  const cases: Array<[string, ConstructorParameters<typeof BucketScope>[0], string[], string[]]> = [
    ['all by default', {}, ['photos', ARN, 'logs-abc-s3alias'], []],
    ['those of "buckets"', { buckets: ['logs-*', 'photos'] }, ['logs-1', 'photos'], ['logs', 'photos-2', 'videos']],
    ['none where "buckets" is empty', { buckets: [] }, [], ['photos']],
    ['all but "neverBuckets"', { neverBuckets: ['prod-*'] }, ['photos'], ['prod-1', 'prod-']],
    ['those of braces', { buckets: ['{logs,tmp}-*'], neverBuckets: ['*-{a,b}'] }, ['logs-1'], ['tmp-a', 'x-1']],
    ['no bucket that is in both', { buckets: ['logs-*'], neverBuckets: ['logs-prod'] }, ['logs-1'], ['logs-prod']],
    ['an access point by its full name alone', { buckets: ['*', ARN] }, [ARN, 'photos'], [`${ARN}2`, 'x-s3alias']],
    ['no access point that may lead to a bucket of "neverBuckets"', { neverBuckets: ['prod'] }, [], [ARN, 'x-s3alias']],
  ];

  it('are not left open by a pattern that nobody can try', () => {
    expect(() => new BucketScope({ neverBuckets: ['{a,b}'.repeat(60)] })).toThrow(/too many alternatives/);
  });

  it.each(cases)('are %s', (_, options, touched, refused) => {
    const scope = new BucketScope(options);

    for (const bucket of touched) expect(scope.refusal(bucket)).toBeUndefined();
    for (const bucket of refused) expect(scope.refusal(bucket)).toMatch(/uckets"/);
  });
});

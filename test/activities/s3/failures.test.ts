import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { msToNumber } from '@temporalio/common/lib/time';
import { permissionFor } from '../../../activities/s3/advice/permissions.ts';
import { classify } from '../../../activities/s3/failure-table.ts';
import { asApplicationFailure, Refusal, S3Failure } from '../../../activities/s3/failures.ts';
import { FIRST_CONTACT_POLICY } from '../../../workflows/durable/policies.ts';
import { s3Failure, target } from '../support/fake-gateway.ts';

const ACCESS_POINT = 'arn:aws:s3:eu-west-1:111122223333:accesspoint/ap';

describe('classification', () => {
  it.each([
    ['NoSuchUpload', 404, 'gone', 'InvalidInput'],
    ['AccessDenied', 403, 'denied', 'AccessDenied'],
    ['AllAccessDisabled', 403, 'denied', 'AccessDenied'],
    ['AccountProblem', 403, 'denied', 'AccessDenied'],
    ['InvalidAccessKeyId', 403, 'denied', 'AccessDenied'],
    ['XAdminUserNotFound', 404, 'denied', 'AccessDenied'],
    ['SignatureDoesNotMatch', 403, 'denied', 'AccessDenied'],
    ['KMS.DisabledException', 403, 'denied', 'AccessDenied'],
    ['HTTP 403', 403, 'denied', 'AccessDenied'],
    ['CredentialsUnavailable', undefined, 'transient', 'CredentialsUnavailable'],
    ['SlowDown', 503, 'throttled', 'S3Unavailable'],
    ['ServiceUnavailable', 503, 'throttled', 'S3Unavailable'],
    ['HTTP 503', 503, 'throttled', 'S3Unavailable'],
    ['HTTP 429', 429, 'throttled', 'S3Unavailable'],
    ['ThrottlingException', 400, 'throttled', 'S3Unavailable'],
    ['RequestLimitExceeded', 503, 'throttled', 'S3Unavailable'],
    ['TooManyRequests', 429, 'throttled', 'S3Unavailable'],
    ['InternalError', 500, 'transient', 'S3Unavailable'],
    ['InternalError', 503, 'transient', 'S3Unavailable'],
    ['HTTP 502', 502, 'transient', 'S3Unavailable'],
    ['HTTP 504', 504, 'transient', 'S3Unavailable'],
    ['ECONNREFUSED', undefined, 'transient', 'S3Unavailable'],
    ['ECONNRESET', undefined, 'transient', 'S3Unavailable'],
    ['EPIPE', undefined, 'transient', 'S3Unavailable'],
    ['ETIMEDOUT', undefined, 'transient', 'S3Unavailable'],
    ['ENOTFOUND', undefined, 'transient', 'S3Unavailable'],
    ['EAI_AGAIN', undefined, 'transient', 'S3Unavailable'],
    ['TimeoutError', undefined, 'transient', 'S3Unavailable'],
    ['InvalidResponse', 200, 'transient', 'S3Unavailable'],
    ['RequestTimeout', 400, 'transient', 'S3Unavailable'],
    ['RequestTimeTooSkewed', 403, 'transient', 'S3Unavailable'],
    ['ExpiredToken', 400, 'transient', 'S3Unavailable'],
    ['TokenRefreshRequired', 400, 'transient', 'S3Unavailable'],
    ['NeverHeardOf', 418, 'transient', 'S3Unavailable'],
    ['constructor', undefined, 'transient', 'S3Unavailable'],
    ['InvalidArgument', 400, 'refused', 'InvalidInput'],
    ['PreconditionFailed', 412, 'refused', 'InvalidInput'],
    ['NoSuchBucket', 404, 'fatal', 'NoSuchBucket'],
    ['NoSuchAccessPoint', 404, 'fatal', 'NoSuchBucket'],
    ['InvalidBucketName', 400, 'fatal', 'InvalidInput'],
    ['RegionMissing', undefined, 'fatal', 'WrongRegion'],
    ['PermanentRedirect', 301, 'fatal', 'WrongRegion'],
    ['HTTP 301', 301, 'fatal', 'WrongRegion'],
    ['AuthorizationHeaderMalformed', 400, 'fatal', 'WrongRegion'],
    ['IllegalLocationConstraintException', 400, 'fatal', 'WrongRegion'],
    ['NotImplemented', 501, 'fatal', 'Unsupported'],
    ['MethodNotAllowed', 405, 'fatal', 'Unsupported'],
    ['ListingDoesNotAdvance', undefined, 'fatal', 'Unsupported'],
  ])('%s with status %s is %s', (code, status, kind, type) => {
    const classified = classify(code, status, 'ListMultipartUploads');

    expect(classified.kind).toBe(kind);
    expect(classified.type).toBe(type);
  });

  it.each(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'])(
    '%s asks for fresh credentials',
    (code) => {
      expect(s3Failure(code).needsFreshCredentials).toBe(true);
    },
  );
});

describe('the failure of an activity', () => {
  it.each([
    ['NoSuchBucket', 'NoSuchBucket', true],
    ['AccessDenied', 'AccessDenied', true],
    ['PermanentRedirect', 'WrongRegion', true],
    ['InternalError', 'S3Unavailable', false],
    ['SlowDown', 'S3Unavailable', false],
  ])('for %s has type %s; not retried: %s', (code, type, nonRetryable) => {
    const failure = asApplicationFailure(s3Failure(code));

    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({ type, nonRetryable });
  });

  it('is retried later than usual when S3 throttled', () => {
    expect(asApplicationFailure(s3Failure('SlowDown'))).toMatchObject({ nextRetryDelay: expect.anything() });
    expect(asApplicationFailure(s3Failure('InternalError'))).toMatchObject({ nextRetryDelay: undefined });
  });

  it('for want of credentials lets a first contact outlive a source that fails for half a minute, and end within a minute', () => {
    const { nextRetryDelay } = asApplicationFailure(s3Failure('CredentialsUnavailable')) as ApplicationFailure;
    const tries = Number(FIRST_CONTACT_POLICY.retry?.maximumAttempts);

    const ms = (tries - 1) * msToNumber(nextRetryDelay ?? 0);

    expect(ms).toBeGreaterThan(30_000);
    expect(ms).toBeLessThan(50_000);
  });

  it('holds back what the SDK threw, which may quote a secret', () => {
    const cause = new Error('https://user:secret@minio.internal said no');

    const failure = asApplicationFailure(new S3Failure({ code: 'Oops', operation: 'ListParts', target, cause }));

    expect(JSON.stringify([failure, (failure as Error).cause ?? null, (failure as Error).message])).not.toContain(
      'secret',
    );
  });

  it('is final for a refusal, and unchanged for a cancellation or a bug', () => {
    const cancelled = new CancelledFailure('CANCELLED');
    const bug = new TypeError('undefined is not a function');

    expect(asApplicationFailure(new Refusal('InvalidInput', 'no'))).toMatchObject({
      type: 'InvalidInput',
      nonRetryable: true,
    });
    expect(asApplicationFailure(cancelled)).toBe(cancelled);
    expect(asApplicationFailure(bug)).toBe(bug);
  });
});

describe('what a failure says', () => {
  it.each(['ENOTFOUND', 'ECONNREFUSED', 'ETIMEDOUT', 'InternalError', 'SlowDown', 'ExpiredToken', 'NeverHeardOf'])(
    'of %s is as true at the end of a job as between two tries',
    (code) => {
      expect(s3Failure(code).message).not.toMatch(/tried again|try again|next try/);
    },
  );

  it('names what to look at where nobody answers, and what to lower where S3 asks for fewer requests', () => {
    expect(s3Failure('ECONNREFUSED').message).toContain('the endpoint of the connection "default"');
    expect(s3Failure('SlowDown').message).toContain('--requests-per-second');
  });
});

describe('the permission that is missing', () => {
  it.each([
    ['ListMultipartUploads', 'photos', 's3:ListBucketMultipartUploads on arn:aws:s3:::photos'],
    ['AbortMultipartUpload', 'photos', 's3:AbortMultipartUpload on arn:aws:s3:::photos/*'],
    ['ListParts', 'photos', 's3:ListMultipartUploadParts on arn:aws:s3:::photos/*'],
    ['ListParts', 'fast--use1-az4--x-s3', 's3express:CreateSession on fast--use1-az4--x-s3'],
    ['ListMultipartUploads', ACCESS_POINT, `s3:ListBucketMultipartUploads on ${ACCESS_POINT}`],
    ['AbortMultipartUpload', ACCESS_POINT, `s3:AbortMultipartUpload on ${ACCESS_POINT}/object/*`],
  ] as const)('for %s of %s is %s', (operation, bucket, permission) => {
    expect(permissionFor(operation, bucket)).toBe(permission);
  });

  it('is one of the partition that was asked', () => {
    const host = 'photos.s3.cn-north-1.amazonaws.com.cn';
    expect(permissionFor('ListMultipartUploads', 'photos', host)).toContain('arn:aws-cn:s3:::photos');
  });
});

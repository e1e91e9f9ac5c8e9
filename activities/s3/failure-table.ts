import type { FailureType } from '../contract.ts';
import { meansMissing } from './dialect/missing-upload.ts';
import { UNKNOWN_ACCESS_KEY_OF_VERSITYGW } from './dialect/unknown-access-key.ts';
import type { S3Operation } from './operations.ts';

/**
 * gone: the upload does not exist. missing: it may be so, but this answer alone does not prove it. denied: not allowed. throttled: asked too fast. transient: may go well next time.
 * refused: this one request makes no sense to S3. fatal: no request to this bucket can go well.
 */
export type FailureKind = 'gone' | 'missing' | 'denied' | 'throttled' | 'transient' | 'refused' | 'fatal';

interface Classification {
  kind: FailureKind;
  /** What the failure is called when it ends an activity. */
  type: FailureType;
  /** The next request needs credentials that are resolved anew. */
  needsFreshCredentials?: true;
}

const GONE: Classification = { kind: 'gone', type: 'InvalidInput' };
const MISSING: Classification = { kind: 'missing', type: 'InvalidInput' };
const DENIED: Classification = { kind: 'denied', type: 'AccessDenied' };
const THROTTLED: Classification = { kind: 'throttled', type: 'S3Unavailable' };
const TRANSIENT: Classification = { kind: 'transient', type: 'S3Unavailable' };
const EXPIRED: Classification = { kind: 'transient', type: 'S3Unavailable', needsFreshCredentials: true };
const NO_CREDENTIALS: Classification = {
  kind: 'transient',
  type: 'CredentialsUnavailable',
  // What is on disk is read again: somebody may have logged in, or written a profile.
  needsFreshCredentials: true,
};
const REFUSED: Classification = { kind: 'refused', type: 'InvalidInput' };
const INVALID: Classification = { kind: 'fatal', type: 'InvalidInput' };
const NO_BUCKET: Classification = { kind: 'fatal', type: 'NoSuchBucket' };
const WRONG_REGION: Classification = { kind: 'fatal', type: 'WrongRegion' };
const NOT_EMPTY: Classification = { kind: 'refused', type: 'BucketNotEmpty' };
const ACCESS_POINTS: Classification = { kind: 'refused', type: 'AccessPointsAttached' };
const PROTECTED: Classification = { kind: 'refused', type: 'ObjectsProtected' };
const UNSUPPORTED: Classification = { kind: 'fatal', type: 'Unsupported' };

/** The one table: S3's error codes, the SDK's error names, and HTTP statuses for what has no code we know. */
const CLASSIFICATIONS = new Map<string | number, Classification>([
  ['NoSuchUpload', GONE],

  ['AccessDenied', DENIED],
  ['AllAccessDisabled', DENIED],
  ['AccountProblem', DENIED],
  ['InvalidAccessKeyId', DENIED],
  [UNKNOWN_ACCESS_KEY_OF_VERSITYGW, DENIED],
  ['SignatureDoesNotMatch', DENIED],
  ['InvalidToken', DENIED],
  ['CredentialsUnavailable', NO_CREDENTIALS],
  [403, DENIED],

  ['SlowDown', THROTTLED],
  ['ServiceUnavailable', THROTTLED],
  ['RequestLimitExceeded', THROTTLED],
  ['BandwidthLimitExceeded', THROTTLED],
  ['TooManyRequests', THROTTLED],
  ['TooManyRequestsException', THROTTLED],
  ['ThrottledException', THROTTLED],
  ['RequestThrottled', THROTTLED],
  ['RequestThrottledException', THROTTLED],
  [429, THROTTLED],
  [503, THROTTLED],

  // S3 answers it with a 403, but the next request goes well: the SDK corrects its clock by the Date of this answer.
  ['RequestTimeTooSkewed', TRANSIENT],
  // The SDK turns a 200 whose body is an error into a 503. The code says more than that.
  ['InternalError', TRANSIENT],
  ['ExpiredToken', EXPIRED],
  ['ExpiredTokenException', EXPIRED],
  ['TokenRefreshRequired', EXPIRED],
  ['RequestExpired', EXPIRED],

  ['InvalidArgument', REFUSED],
  ['InvalidRequest', REFUSED],
  ['InvalidURI', REFUSED],
  ['MalformedXML', REFUSED],
  ['MissingContentMD5', REFUSED],
  ['InvalidDigest', REFUSED],
  ['KeyTooLongError', REFUSED],
  ['PreconditionFailed', REFUSED],
  [412, REFUSED],
  ['MalformedPolicy', REFUSED],
  ['InvalidPolicyDocument', REFUSED],
  ['BucketNotEmpty', NOT_EMPTY],
  ['BucketHasAccessPointsAttached', ACCESS_POINTS],
  // Codes of ours. S3 tells these apart from AccessDenied only in words.
  ['ObjectLock', PROTECTED],
  ['MfaDelete', PROTECTED],

  ['NoSuchBucket', NO_BUCKET],
  ['NoSuchAccessPoint', NO_BUCKET],
  ['InvalidBucketName', INVALID],
  ['EndpointError', INVALID],
  ['RegionMissing', WRONG_REGION],
  ['PermanentRedirect', WRONG_REGION],
  ['AuthorizationHeaderMalformed', WRONG_REGION],
  ['IllegalLocationConstraint', WRONG_REGION],
  ['IllegalLocationConstraintException', WRONG_REGION],
  [301, WRONG_REGION],
  ['NotImplemented', UNSUPPORTED],
  ['MethodNotAllowed', UNSUPPORTED],
  ['ListingDoesNotAdvance', UNSUPPORTED],
  ['IncompleteListing', UNSUPPORTED],
  [405, UNSUPPORTED],
  [501, UNSUPPORTED],
]);

/** What is not in the table is retried. */
export function classify(code: string, status: number | undefined, operation: S3Operation): Classification {
  if (code.startsWith('Throttling')) return THROTTLED;
  const known = CLASSIFICATIONS.get(code);
  if (known) return known;
  if (meansMissing(code, status, operation)) return MISSING;
  return CLASSIFICATIONS.get(status ?? 0) ?? TRANSIENT;
}

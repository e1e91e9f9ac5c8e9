import { outcomeOf } from '../../../activities/metrics/outcome.ts';
import { s3Failure } from '../support/fake-gateway.ts';

describe('the outcome of a request is', () => {
  it.each([
    ['NoSuchUpload', 'not_found'],
    ['NoSuchBucket', 'not_found'],
    ['SlowDown', 'throttled'],
    ['TooManyRequests', 'throttled'],
    ['AccessDenied', 'denied'],
    ['InvalidAccessKeyId', 'denied'],
    ['TimeoutError', 'timeout'],
    ['ETIMEDOUT', 'timeout'],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
    ['RequestTimeout', 'timeout'],
    ['RequestTimeTooSkewed', 'error'],
    ['InternalError', 'error'],
    ['ECONNRESET', 'error'],
    ['PreconditionFailed', 'error'],
  ])('for %s, %s', (code, outcome) => {
    expect(outcomeOf(s3Failure(code))).toBe(outcome);
  });

  it('cancelled, where the activity was', () => {
    expect(outcomeOf(new DOMException('over', 'AbortError'))).toBe('cancelled');
  });
});

import { ActivityFailure, CancelledFailure, TerminatedFailure, TimeoutFailure } from '@temporalio/common';
import { endTypeOf } from '../../domain/job-end.ts';

const timeout = new TimeoutFailure('too late', undefined, 'START_TO_CLOSE');

describe('how a job ended that did not fail by itself', () => {
  it.each([
    ['Cancelled', new CancelledFailure('stop')],
    ['Terminated', new TerminatedFailure('enough')],
    ['TimedOut', timeout],
    ['Error', new Error('something else')],
  ])('is told by the failure: %s', (type, failure) => {
    expect(endTypeOf(failure)).toBe(type);
  });

  it('is told by the deepest cause', () => {
    const around = new ActivityFailure('failed', 'listUploads', '1', 'TIMEOUT', undefined, timeout);
    expect(endTypeOf(around)).toBe('TimedOut');
  });
});

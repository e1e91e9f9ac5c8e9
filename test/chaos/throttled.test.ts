import { describeRefusal, describeThrottling } from '../faults/throttled.ts';

describe('a job that S3 throttles', () => {
  describeThrottling({ uploads: 10_000, perSecond: 500 });
});

describe('a job that S3 refuses altogether for a while', () => {
  describeRefusal(1_000);
});

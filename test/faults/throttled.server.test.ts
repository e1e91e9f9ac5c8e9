import { describeThrottling } from './throttled.ts';

describe('a job that S3 throttles', () => {
  describeThrottling({ uploads: 1_000, perSecond: 200 });
});

import { describeCleanup } from './workflow.ts';

describe('cleanupMultipartUploads with a replay at every task', () => {
  describeCleanup({ maxCachedWorkflows: 0 });
});

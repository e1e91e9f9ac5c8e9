import { describeCleanup } from './workflow.ts';

describe('cleanupMultipartUploads with cached workflows', () => {
  describeCleanup();
});

import { describeFaults } from './matrix.ts';

describe('a fault', () => {
  describeFaults({
    uploads: 60,
    sustainedMs: 3_000,
    forGood: ({ kind }) => kind === 'InternalError' || kind === 'error-in-200',
  });
});

import { describeFaults } from '../faults/matrix.ts';

describe('a fault', () => {
  describeFaults({ uploads: 300, sustainedMs: 60_000, forGood: () => true });
});

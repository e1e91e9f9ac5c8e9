import { describeFuzz } from './fuzz.ts';

describe('fuzzed', () => {
  describeFuzz({ inputs: 4_000, commands: 400, answers: 60, seed: 1 });
});

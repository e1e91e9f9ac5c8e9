import { describeFuzz } from '../security/fuzz.ts';

/** More than 100,000 cases together; the seed is the one that jest prints. */
describe('fuzzed', () => {
  describeFuzz({ inputs: 100_000, commands: 12_000, answers: 5_000, seed: jest.getSeed() });
});

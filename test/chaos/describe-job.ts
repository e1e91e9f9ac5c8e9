import { seededRandom } from '../../simulated-s3/random.ts';
import { seedBucket } from './job.ts';
import { Site } from './site.ts';

/** A test has a site of its own. Moments, victims and faults are drawn from `random`. */
interface Given {
  site: Site;
  random: () => number;
}

/** Each test is given a site with the uploads of the job: `npm run test:chaos -- --seed N` repeats what jest's seed decided. */
export function describeJob(tests: (given: Given) => void): void {
  const seed = jest.getSeed();
  const given = { random: seededRandom(seed) } as Given;
  describe('a job of 20,000 uploads is finished truthfully', () => {
    beforeEach(async () => {
      given.site = await Site.open(seed);
      seedBucket(given.site);
    });
    afterEach(() => given.site.close());

    tests(given);
  });
}

import { seededRandom } from '../../simulated-s3/random.ts';
import { begin, crashTemporal, during, expectTruth, killWorker, seedBucket } from './job.ts';
import { Site } from './site.ts';

/** Moments, victims and faults come from the seed that jest prints: `npm run test:chaos -- --seed N` repeats them. */
const seed = jest.getSeed();

describe('a job of 20,000 uploads is finished truthfully', () => {
  let site: Site;
  const random = seededRandom(seed);
  beforeEach(async () => {
    site = await Site.open(seed);
    seedBucket(site);
  });
  afterEach(() => site.close());

  it('when its only worker is killed again and again', async () => {
    const job = await begin(site, 1);

    const report = await during(site, job, () => killWorker(site, random, 1), 18);

    expectTruth(site, report);
    expect(site.kills).toBe(18);
  });

  it('when several workers are killed again and again', async () => {
    const job = await begin(site, 3);

    const report = await during(site, job, () => killWorker(site, random, 3), 20);

    expectTruth(site, report);
    expect(site.kills).toBe(20);
  });

  it('when the Temporal server is killed and comes back on its database', async () => {
    const job = await begin(site, 2);

    const report = await during(site, job, () => crashTemporal(site, random), 4);

    expectTruth(site, report);
  });
});

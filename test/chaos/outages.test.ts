import { seededRandom } from '../../simulated-s3/random.ts';
import { begin, during, expectTruth, killWorker, outageOfS3, seedBucket } from './job.ts';
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

  it('when S3 is out for longer than a request is retried', async () => {
    const job = await begin(site, 2);

    const report = await during(site, job, () => outageOfS3(site, random), 3);

    expectTruth(site, report);
  });

  it('when all three happen together', async () => {
    const job = await begin(site, 3);
    let turn = 0;

    const report = await during(
      site,
      job,
      async () => {
        turn += 1;
        if (turn % 6 === 2) await site.restartTemporal();
        else if (turn % 6 === 4) await outageOfS3(site, random);
        else await killWorker(site, random, 3);
      },
      24,
    );

    expectTruth(site, report);
    expect(site.kills).toBe(16);
  });
});

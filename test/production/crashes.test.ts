import { seededRandom } from '../../simulated-s3/random.ts';
import { begin, crashTemporal, during, expectTruth, seedBucket } from '../chaos/job.ts';
import { Site } from '../chaos/site.ts';
import { ProductionTemporal } from '../support/production/temporal.ts';

const seed = jest.getSeed();

/** As people run it: the server of clusters, its history in a database of its own. */
describe('on a Temporal server with PostgreSQL, a job of 20,000 uploads is finished truthfully', () => {
  let site: Site;
  beforeEach(async () => {
    site = await Site.open(seed, () => ProductionTemporal.start((line) => process.stderr.write(`${line}\n`)));
    seedBucket(site);
  });
  afterEach(() => site?.close());

  it('when the server and its database are killed again and again, and come back', async () => {
    const random = seededRandom(seed);
    const job = await begin(site, 2);

    const report = await during(site, job, () => crashTemporal(site, random), 4);

    expectTruth(site, report);
  });
});

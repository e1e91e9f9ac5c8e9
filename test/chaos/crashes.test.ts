import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../../simulated-s3/random.ts';
import { begin, crashTemporal, during, expectTruth, seedBucket } from './job.ts';
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

    const report = await during(site, job, () => killNow(site, random, 1), 18);

    expectTruth(site, report);
    expect(site.kills).toBe(18);
  });

  it('when several workers are killed again and again', async () => {
    const job = await begin(site, 3);

    const report = await during(site, job, () => killNow(site, random, 3), 20);

    expectTruth(site, report);
    expect(site.kills).toBe(20);
  });

  it('when the Temporal server is killed and comes back on its database', async () => {
    const job = await begin(site, 2);

    const report = await during(site, job, () => crashTemporal(site, random), 4);

    expectTruth(site, report);
  });

  it('when S3 is out for longer than a request is retried', async () => {
    const job = await begin(site, 2);

    const report = await during(site, job, () => outage(site, random), 3);

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
        else if (turn % 6 === 4) await outage(site, random);
        else await killNow(site, random, 3);
      },
      24,
    );

    expectTruth(site, report);
    expect(site.kills).toBe(16);
  });
});

async function killNow(site: Site, random: () => number, workers: number): Promise<void> {
  const slot = Math.floor(random() * workers);
  await delay(random() * 2_500);
  await site.killWorker(slot);
  site.startWorker(slot);
  await site.ready(slot);
}

async function outage({ s3 }: Site, random: () => number): Promise<void> {
  await delay(1_000 + random() * 2_000);
  await s3.outage(true);
  await delay(20_000);
  await s3.outage(false);
}

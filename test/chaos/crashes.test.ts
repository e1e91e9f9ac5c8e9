import { describeJob } from './describe-job.ts';
import { begin, crashTemporal, during, expectTruth, killWorker } from './job.ts';

describeJob((given) => {
  it('when its only worker is killed again and again', async () => {
    const { site, random } = given;
    const job = await begin(site, 1);

    const report = await during(site, job, () => killWorker(site, random, 1), 18);

    expectTruth(site, report);
    expect(site.kills).toBe(18);
  });

  it('when several workers are killed again and again', async () => {
    const { site, random } = given;
    const job = await begin(site, 3);

    const report = await during(site, job, () => killWorker(site, random, 3), 20);

    expectTruth(site, report);
    expect(site.kills).toBe(20);
  });

  it('when the Temporal server is killed and comes back on its database', async () => {
    const { site, random } = given;
    const job = await begin(site, 2);

    const report = await during(site, job, () => crashTemporal(site, random), 4);

    expectTruth(site, report);
  });
});

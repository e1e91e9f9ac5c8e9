import { describeJob } from './describe-job.ts';
import { begin, during, expectTruth, killWorker, outageOfS3 } from './job.ts';

describeJob((given) => {
  it('when S3 is out for longer than a request is retried', async () => {
    const { site, random } = given;
    const job = await begin(site, 2);

    const report = await during(site, job, () => outageOfS3(site, random), 3);

    expectTruth(site, report);
  });

  it('when all three happen together', async () => {
    const { site, random } = given;
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

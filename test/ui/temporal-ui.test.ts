import type { StartedCleanup } from '../../client/index.ts';
import { rangeId } from '../../domain/job-id.ts';
import { eventually } from '../support/poll.ts';
import { withResolvers } from '../support/with-resolvers.ts';
import { Browser } from './browser.ts';
import { Site } from './site.ts';

const DAY_MS = 86_400_000;
const MINUTES = 60_000;

describe("a job in Temporal's UI", () => {
  let site: Site;
  let browser: Browser;
  let job: StartedCleanup;
  const open = async (workflowId: string, tab: string) => {
    await browser.page.goto(await site.page(workflowId, tab));
  };

  beforeAll(async () => {
    [site, browser] = await Promise.all([Site.open(), Browser.open()]);
    site.s3.createBucket('media-uploads');
    site.s3.seedUploads('media-uploads', 7_000, (n) => ({
      key: `video/${100_000 + n}.mp4`,
      initiated: new Date(Date.now() - (n % 100 === 99 ? 1 : 9) * DAY_MS),
      parts: [{ size: 8_388_608 }],
      ...(n < 1_000 && n % 100 === 7 ? { abortsNeeded: 4 } : {}),
    }));
    // The later ranges wait until what the first one could not get rid of is back with the job.
    const later = withResolvers();
    site.s3.onRequest(({ key }) => (key >= 'video/103000' ? later.promise : undefined));
    job = await site.client.start({
      bucket: 'media-uploads',
      select: { olderThan: '7d' },
      keepCompleted: 'never',
      settle: '2s',
      quietPeriod: '5s',
      retry: { initial: 100 },
      parallelism: 3,
      limits: { uploadsPerRun: 1_000 },
    });
    const remaining = async () => (await site.ownStatus(job.workflowId)).remaining;
    await eventually(async () => (await remaining()).PartsRemain !== undefined);
    await job.tune({ requestsPerSecond: 20 });
    later.resolve();
  }, 5 * MINUTES);
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  it(
    'shows how far it is, what remains and which children are at work',
    async () => {
      await eventually(async () => (await job.status()).ranges === 3, 4 * MINUTES);
      await open(job.workflowId, 'user-metadata');

      const details = browser.currentDetails;
      await details.getByText('What remains, and why').waitFor();
      expect(await details.getByRole('cell', { name: 'PartsRemain' }).count()).toBe(1);
      expect(await details.getByRole('link', { name: /^range-\d+$/ }).count()).toBe(3);
      await browser.picture('running');
    },
    5 * MINUTES,
  );

  it(
    'links its children, each with a page of its own',
    async () => {
      const link = browser.currentDetails.getByRole('link', { name: /^range-\d+$/ }).first();
      const name = await link.textContent();
      const [child] = await Promise.all([browser.page.context().waitForEvent('page'), link.click()]);

      await child
        .getByText(rangeId(job.workflowId, `${name}`))
        .first()
        .waitFor();
      await child.close();
    },
    5 * MINUTES,
  );

  it(
    'can be paused from the dialog for signals',
    async () => {
      await browser.shown('button:has-text("More Actions")').click();
      await browser.shown('[data-testid=signal-button]').click();
      await browser.shown('[data-testid=signal-select-button]').click();
      await browser.picture('pause');
      await browser.shown('[role=option]:has-text("Start no further requests")').click();
      await browser.shown('button:has-text("Submit")').click();

      await eventually(async () => (await job.status()).paused);
      await open(job.workflowId, 'user-metadata');
      await browser.currentDetails.getByRole('heading', { name: /^Paused/ }).waitFor();
    },
    5 * MINUTES,
  );

  it(
    'shows its last details and its report when it is done',
    async () => {
      await job.tune({ requestsPerSecond: null });
      await job.resume();
      const report = await job.result();

      await open(job.workflowId, 'user-metadata');
      await browser.currentDetails.getByRole('heading', { name: /^Clean/ }).waitFor();
      await open(job.workflowId, 'timeline');
      await browser.shown('text=/"outcome": "clean"/').waitFor();
      await browser.picture('finished');
      expect(report.uploads).toMatchObject({ selected: 6_930, gone: 6_930, keptYoung: 70 });
    },
    5 * MINUTES,
  );

  it(
    'says in the timeline what each activity and timer was for',
    async () => {
      await open(rangeId(job.workflowId, 'range-3'), 'timeline');

      await browser.shown('svg text:has-text("abortUploads • abort")').waitFor();
      await browser.shown('svg text:has-text("let parts in flight land")').waitFor();
      await browser.picture('timeline');
    },
    5 * MINUTES,
  );

  it(
    'names the reasons when it fails',
    async () => {
      site.s3.createBucket('archive');
      site.s3.seedUploads('archive', 60, (n) => ({
        key: `2026/${100 + n}.tar`,
        parts: [{ size: 5_242_880 }],
        ...(n % 20 === 0 ? { abortsNeeded: Number.POSITIVE_INFINITY } : {}),
      }));
      site.s3.deny({ operation: 'AbortMultipartUpload', bucket: 'archive', key: '2026/11' });
      const failing = await site.client.start({
        bucket: 'archive',
        select: { all: true },
        keepCompleted: 'never',
        settle: '1s',
        quietPeriod: '1s',
        retry: { initial: '1s', maximum: '1s', giveUpAfter: '3s' },
      });
      await expect(failing.result()).rejects.toMatchObject({ type: 'UploadsRemain' });

      await open(failing.workflowId, 'user-metadata');
      const details = browser.currentDetails;
      await details.getByRole('heading', { name: /^UploadsRemain/ }).waitFor();
      await details.getByRole('cell', { name: 'PartsRemain' }).waitFor();
      await details.getByText('s3:AbortMultipartUpload').waitFor();
      await browser.picture('failed');
      await open(failing.workflowId, 'timeline');
      await browser.shown('text=/UploadsRemain/').waitFor();
    },
    5 * MINUTES,
  );
});

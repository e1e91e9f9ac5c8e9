import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fleetPage } from '../../cli/output/report/fleet/page/page.ts';
import type { FleetReport } from '../../workflows/fleet/contract.ts';
import { countedRow, fleetReport, fleetRow } from '../cli/support/fleet-reports.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';
import { Browser } from './browser.ts';

const WIDE = { width: 1_280, height: 1_000 };
const NARROW = { width: 375, height: 812 };
/** Types of a browser are not those of Node. */
const IN_PAGE = readFileSync(join(__dirname, 'inspect-page.js'), 'utf8');

interface Inspected {
  /** Of each text with what is behind it. */
  contrasts: number[];
  /** The colours of the legend. */
  fills: string[];
  page: string;
}

const HOSTILE = '"><img src=x onerror=alert(1)><script>alert(1)</script>';

const report = fleetReport([
  countedRow('media-uploads', [40, 60, 120, 310, 420, 90]),
  countedRow('backup-archive-eu', [0, 5, 30, 80, 260, 300], { region: 'eu-west-3', connection: 'archive' }),
  countedRow('logs-production', [12, 80, 60, 20], { lifecycle: { abortsAfterDays: 90 } }),
  countedRow('machine-learning-checkpoints-for-the-long-named-team', [0, 0, 44, 61, 10]),
  countedRow('tmp-exports', [9, 14], {
    lifecycle: { abortsAfterDays: null, prefixes: [{ prefix: 'daily/', days: 7 }] },
  }),
  fleetRow('customer-documents', { lifecycle: { abortsAfterDays: 7 } }),
  fleetRow('legal-hold', {
    ...{ outcome: 'failed', uploads: null, region: null, lifecycle: { abortsAfterDays: 'unknown' } },
    failure: {
      type: 'AccessDenied',
      message: 'AccessDenied on ListMultipartUploads: grant s3:ListBucketMultipartUploads on arn:aws:s3:::legal-hold',
    },
  }),
]);

describe('the page of a fleet, in a browser', () => {
  let browser: Browser;
  let folder: TempFolder;
  const asked: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    [browser, folder] = await Promise.all([Browser.open(), tempFolder()]);
    browser.page.on('request', (request) => asked.push(request.url()));
    browser.page.on('console', (message) => complaints.push(message.text()));
    browser.page.on('dialog', (dialog) => complaints.push(dialog.message()));
    browser.page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterAll(async () => {
    await browser.close();
    await folder.remove();
  });

  async function open(shown: FleetReport, size = WIDE, colorScheme: 'light' | 'dark' = 'light') {
    const file = join(folder.path, 'report.html');
    writeFileSync(file, fleetPage(shown));
    await browser.page.setViewportSize(size);
    await browser.page.emulateMedia({ colorScheme });
    await browser.page.goto(pathToFileURL(file).href);
    return file;
  }

  it('needs nothing besides itself', async () => {
    asked.length = 0;

    const file = await open(report);

    expect(asked).toEqual([pathToFileURL(file).href]);
    expect(complaints).toEqual([]);
  });

  it('draws a bar for each bucket, as long as its bytes', async () => {
    await open(report);

    const bars = browser.page.locator('svg.bar');
    const lengths = await bars.evaluateAll((all) =>
      all.map((bar) => [...bar.querySelectorAll('rect')].reduce((sum, { width }) => sum + width.baseVal.value, 0)),
    );
    const widest = Math.max(...lengths);
    const bytes = report.rows.map(({ measured }) => measured?.bytes ?? 0).filter((size) => size > 0);
    expect(lengths).toHaveLength(bytes.length);
    for (const [at, size] of bytes.entries()) {
      expect((lengths[at] ?? 0) / widest).toBeCloseTo(size / Math.max(...bytes), 2);
    }
    await browser.picture('fleet-report');
  });

  it.each(['light', 'dark'] as const)(
    'tells ages apart, and has text that can be read, when it is %s',
    async (scheme) => {
      await open(report, WIDE, scheme);

      const { contrasts, fills, page } = await browser.page.evaluate<Inspected>(IN_PAGE);

      expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(4.5);
      expect(new Set(fills).size).toBe(6);
      expect(page).toMatch(scheme === 'dark' ? /^rgb\(13, / : /^rgb\(255, /);
      if (scheme === 'dark') await browser.picture('fleet-report-dark');
    },
  );

  it.each([NARROW, { width: 320, height: 700 }, { width: 1_101, height: 700 }, WIDE, { width: 2_560, height: 1_400 }])(
    'is no wider than its window: %j',
    async (size) => {
      const long = countedRow('x'.repeat(63), [1], { connection: 'y'.repeat(64) });

      await open(fleetReport([...report.rows, long]), size);

      const widths = await browser.page.evaluate<number[]>('[document.documentElement.scrollWidth, innerWidth]');

      expect(widths[0]).toBeLessThanOrEqual(widths[1] as number);
    },
  );

  it('names every figure of a bucket where there is no room for a table', async () => {
    await open(report, NARROW);

    const titles = await browser.page.evaluate<string[]>(
      "[...document.querySelectorAll('tbody tr:first-child td')].map((td) => getComputedStyle(td, '::before').content)",
    );

    expect(titles).toContain('"Size"');
    expect(titles).toContain('"S3 aborts after"');
    expect(titles).not.toContain('none');
    await browser.picture('fleet-report-narrow');
  });

  it('says so where bytes were not measured', async () => {
    const rows = [countedRow('a', [1], { measured: null, ages: [{ age: '7-30d', uploads: 4 }] })];

    await open(fleetReport(rows, { measured: null }));

    await browser.page.getByRole('heading', { name: 'Uploads by bucket and age' }).waitFor();
    await browser.page.getByText('Bytes were not measured').waitFor();
  });

  it('runs nothing that a name or a message holds', async () => {
    const failure = { type: HOSTILE, message: HOSTILE };

    await open(
      fleetReport([countedRow(HOSTILE, [1]), fleetRow('b', { outcome: 'failed', failure })], { match: HOSTILE }),
    );

    expect(await browser.page.locator('img, script').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('is short where there is nothing to show', async () => {
    await open(fleetReport([fleetRow('empty')]));

    await browser.page.getByText('No selected upload in any bucket.').waitFor();
  });
});

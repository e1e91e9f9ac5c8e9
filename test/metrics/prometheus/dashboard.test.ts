import dashboard from '../../../docs/grafana/s3-cleanup-dashboard.json';
import type { CleanupReport } from '../../../workflows/cleanup/contract.ts';
import { eventually } from '../../support/poll.ts';
import { WatchedWorker } from '../watched-worker.ts';
import { ALERTS, Prometheus, promtool, type Series } from './prometheus.ts';

interface Panel {
  title: string;
  targets?: Array<{ expr: string; instant?: boolean }>;
}

let worker: WatchedWorker;
let prometheus: Prometheus;
let report: CleanupReport;

beforeAll(async () => {
  worker = await WatchedWorker.begin(['--processes', '2']);
  prometheus = await Prometheus.scraping(worker.address);
  // Both processes have been seen before anything is counted.
  await eventually(async () => (await prometheus.total('s3_cleanup_worker_polling')) === 2);
  const { s3 } = worker;
  s3.createBucket('photos');
  s3.seedUploads('photos', 3_000, (n) => ({
    key: `logs/${n}`,
    parts: [{ size: 1_000 + n }],
    ...(n % 100 === 0 ? { abortsNeeded: 3 } : {}),
  }));
  report = await worker.clean({ bucket: 'photos', measure: true });
});

afterAll(async () => {
  await prometheus.stop();
  await worker.stop();
});

describe('after a job of which nothing was retried', () => {
  it('the totals in Prometheus are those of its report', async () => {
    const { uploads, requests, measured } = report;
    const expected = {
      listed: uploads.listed,
      aborted: requests.abort,
      reaborted: uploads.reaborted,
      gone: uploads.gone,
      kept: 0,
      freed: measured?.bytes,
      list: requests.list,
      abort: requests.abort,
      listParts: requests.listParts,
      timed: sum(requests),
    };
    // Metrics lag behind by half a second and a scrape; what no scrape brings is missing in the end.
    await eventually(async () => isAtLeast(await totals(), expected)).catch(() => {});

    expect(await totals()).toEqual(expected);
    expect(uploads).toMatchObject({ gone: 3_000, reaborted: 30 });
  });
});

describe('after jobs of which everything went wrong', () => {
  beforeAll(async () => {
    const { s3 } = worker;
    for (const bucket of ['young', 'throttled', 'reset', 'denied', 'slow']) {
      s3.createBucket(bucket);
      s3.seedUploads(bucket, 50, (n) => ({ key: `logs/${n}`, parts: [{ size: 10 }] }));
    }
    s3.fail({ bucket: 'throttled', kind: 'SlowDown', times: 20 });
    s3.fail({ bucket: 'reset', kind: 'reset', times: 8 });
    s3.deny({ bucket: 'denied' });
    await worker.clean({ bucket: 'young', select: { initiatedBefore: '2000-01-01T00:00:00Z' } });
    await worker.clean({ bucket: 'throttled', measure: true });
    await worker.clean({ bucket: 'reset' });
    await expect(worker.clean({ bucket: 'denied' })).rejects.toThrow();
    await terminateAtWork();
    // Rates need two scrapes of what came last.
    await eventually(async () => (await prometheus.total('increase(temporal_request_failure_total[1m])')) >= 0);
  });

  const queries = (dashboard.panels as Panel[]).flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, instant }) => [`${title}: ${expr}`, { expr, isInstant: instant === true }] as const),
  );

  it('the dashboard has queries', () => {
    expect(queries.length).toBeGreaterThan(25);
  });

  it.each(queries)('%s is answered with data', async (_, { expr, isInstant }) => {
    const query = expr.replaceAll('$__rate_interval', '10s').replaceAll('$__range', '5m').replaceAll('$instance', '.*');

    const series = await eventually(async () => {
      const found = isInstant ? await prometheus.query(query) : await prometheus.queryRange(query);
      return found.some(hasNumbers) ? found : undefined;
    });

    expect(series.length).toBeGreaterThan(0);
  });

  it('the variable of the dashboard has values', async () => {
    const match = { 'match[]': 's3_cleanup_worker_polling' };

    expect(await prometheus.get('label/instance/values', match)).toEqual([worker.address]);
  });

  it('what was kept, throttled and denied is told', async () => {
    expect(await prometheus.total('s3_cleanup_uploads_kept_total{reason="young"}')).toBe(50);
    expect(await prometheus.total('s3_cleanup_s3_requests_total{outcome="throttled"}')).toBe(20);
    expect(await prometheus.total('s3_cleanup_s3_requests_total{outcome="denied"}')).toBeGreaterThan(0);
  });

  it('the alerts make sense to Prometheus, and the one on denied requests fires', async () => {
    const names = async () =>
      (await prometheus.get<{ alerts: Array<{ labels: { alertname: string } }> }>('alerts')).alerts.map(
        ({ labels }) => labels.alertname,
      );
    const { groups } = await prometheus.get<{ groups: Array<{ rules: Array<{ health: string }> }> }>('rules');

    expect((await promtool(['check', 'rules', ALERTS])).code).toBe(0);
    expect(groups.flatMap(({ rules }) => rules.map(({ health }) => health))).toEqual(Array(7).fill('ok'));
    await eventually(async () => (await names()).includes('S3CleanupDenied'));
    expect(await names()).not.toContain('S3CleanupWorkersDown');
  });

  it('promtool finds nothing to object to in what is scraped', async () => {
    const { text } = await worker.get('/metrics');

    expect(await promtool(['check', 'metrics'], text)).toEqual({ code: 0, said: '' });
  });

  it('no key and no upload ID is in it', async () => {
    const { text } = await worker.get('/metrics');

    expect(text).not.toContain('logs/');
    expect(text).not.toContain('photos');
    expect(worker.s3.uploads('denied').filter(({ uploadId }) => text.includes(uploadId))).toEqual([]);
  });
});

/** The worker learns from Temporal that its answer is wanted no more. */
async function terminateAtWork(): Promise<void> {
  const { s3, temporal } = worker;
  let isAtWork = false;
  s3.setLatency(1_000);
  s3.onRequest(({ bucket, operation }) => {
    isAtWork ||= bucket === 'slow' && operation === 'AbortMultipartUpload';
  });
  const job = await worker.start({ bucket: 'slow' });
  await eventually(() => isAtWork);
  await temporal.env.client.workflow.getHandle(job.workflowId).terminate('enough');
  s3.onRequest(undefined);
  s3.setLatency(0);
  await eventually(async () => (await prometheus.total('temporal_request_failure_total')) > 0);
}

async function totals() {
  const uploads = (what: string) => prometheus.total(`s3_cleanup_uploads_${what}_total`);
  const requests = (operation: string) => prometheus.total(`s3_cleanup_s3_requests_total{operation="${operation}"}`);
  return {
    listed: await uploads('listed'),
    aborted: await uploads('aborted'),
    reaborted: await uploads('reaborted'),
    gone: await uploads('gone'),
    kept: await uploads('kept'),
    freed: await prometheus.total('s3_cleanup_freed_bytes_total'),
    list: await requests('ListMultipartUploads'),
    abort: await requests('AbortMultipartUpload'),
    listParts: await requests('ListParts'),
    timed: await prometheus.total('s3_cleanup_s3_request_duration_seconds_count'),
  };
}

function isAtLeast(totals: Record<string, number>, expected: Record<string, number | undefined>): boolean {
  return Object.entries(expected).every(([name, count]) => (totals[name] ?? 0) >= (count ?? 0));
}

function sum({ list, abort, listParts }: CleanupReport['requests']): number {
  return list + abort + listParts;
}

function hasNumbers({ value, values = [] }: Series): boolean {
  return [...(value ? [value] : []), ...values].some(([, number]) => Number.isFinite(Number(number)));
}

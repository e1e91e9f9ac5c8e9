import { noopMetricMeter } from '@temporalio/common';
import { RequestMetrics } from '../../../activities/metrics/request-metrics.ts';
import { eventually } from '../../support/poll.ts';
import { FakeGateway, s3Failure, target, upload } from '../support/fake-gateway.ts';
import { RecordingMeter } from '../support/recording-meter.ts';

const { signal } = new AbortController();

function requestsOf(meter: RecordingMeter): Record<string, number> {
  const made = [...meter.counts].filter(([, count]) => count > 0);
  return Object.fromEntries(made.map(([series, count]) => [series.replace('s3_cleanup_s3_requests', ''), count]));
}

it('counts each request by operation and outcome', async () => {
  const meter = new RecordingMeter();
  const metrics = new RequestMetrics({ byBucket: false });
  metrics.begin(meter);
  let aborts = 0;
  const gateway = metrics.observe(
    new FakeGateway({
      async abortUpload() {
        aborts += 1;
        if (aborts === 2) throw s3Failure('SlowDown');
      },
    }),
  );

  await gateway.listUploads({ target, maxUploads: 1 }, signal);
  await gateway.abortUpload(target, upload('a'), signal);
  await expect(gateway.abortUpload(target, upload('b'), signal)).rejects.toMatchObject({ code: 'SlowDown' });
  await gateway.abortUpload(target, upload('b'), signal);
  await expect(gateway.listParts(target, upload('a'), undefined, signal)).rejects.toMatchObject({ kind: 'gone' });
  metrics.end();

  expect(requestsOf(meter)).toEqual({
    '{operation="ListMultipartUploads",outcome="ok"}': 1,
    '{operation="AbortMultipartUpload",outcome="ok"}': 2,
    '{operation="AbortMultipartUpload",outcome="throttled"}': 1,
    '{operation="ListParts",outcome="not_found"}': 1,
  });
});

it('times each request in seconds, those that went wrong, too, and not those that were given up', async () => {
  const meter = new RecordingMeter();
  const metrics = new RequestMetrics({ byBucket: false });
  metrics.begin(meter);
  const reason = new DOMException('over', 'AbortError');
  const gateway = metrics.observe(
    new FakeGateway({
      abortUpload: () => new Promise((resolve) => setTimeout(resolve, 20)),
      listUploads: () => Promise.reject(reason),
    }),
  );

  await gateway.abortUpload(target, upload('a'), signal);
  await expect(gateway.listParts(target, upload('a'), undefined, signal)).rejects.toThrow();
  await expect(gateway.listUploads({ target, maxUploads: 1 }, signal)).rejects.toBe(reason);
  metrics.end();

  const times = (operation: string) =>
    meter.times.get(`s3_cleanup_s3_request_duration_seconds{operation="${operation}"}`);
  const [aborted = 0] = times('AbortMultipartUpload') ?? [];
  expect(aborted).toBeGreaterThan(0.015);
  expect(aborted).toBeLessThan(10);
  expect(times('ListParts')).toHaveLength(1);
  expect(times('ListMultipartUploads')).toBeUndefined();
  expect(requestsOf(meter)).toMatchObject({ '{operation="ListMultipartUploads",outcome="cancelled"}': 1 });
});

it('names buckets only where asked to', async () => {
  const meter = new RecordingMeter();
  const metrics = new RequestMetrics({ byBucket: true });
  metrics.begin(meter);
  const gateway = metrics.observe(new FakeGateway());

  await gateway.abortUpload(target, upload('a'), signal);
  await gateway.abortUpload({ ...target, bucket: 'logs' }, upload('a'), signal);
  metrics.end();

  expect(requestsOf(meter)).toEqual({
    '{operation="AbortMultipartUpload",outcome="ok",bucket="photos"}': 1,
    '{operation="AbortMultipartUpload",outcome="ok",bucket="logs"}': 1,
  });
});

it('names neither keys nor upload IDs', async () => {
  const meter = new RecordingMeter();
  const metrics = new RequestMetrics({ byBucket: true });
  metrics.begin(meter);

  await metrics.observe(new FakeGateway()).abortUpload(target, upload('secret key'), signal);
  metrics.end();

  expect([...meter.counts.keys(), ...meter.times.keys()].filter((series) => series.includes('secret key'))).toEqual([]);
});

it('counts a thousand requests in one call of the meter', async () => {
  const meter = new RecordingMeter();
  const metrics = new RequestMetrics({ byBucket: true });
  metrics.begin(meter);
  const gateway = metrics.observe(new FakeGateway());

  await Promise.all(Array.from({ length: 1_000 }, () => gateway.abortUpload(target, upload('a'), signal)));
  metrics.end();

  expect(requestsOf(meter)).toEqual({ '{operation="AbortMultipartUpload",outcome="ok",bucket="photos"}': 1_000 });
  expect(meter.calls).toBe(1_001);
});

it('hands over within a second what it counted, and never twice', async () => {
  const meter = new RecordingMeter();
  const metrics = new RequestMetrics({ byBucket: false });
  metrics.begin(meter);
  const gateway = metrics.observe(new FakeGateway());
  const aborts = () => requestsOf(meter)['{operation="AbortMultipartUpload",outcome="ok"}'];

  await gateway.abortUpload(target, upload('a'), signal);
  await eventually(() => aborts() === 1);
  await gateway.abortUpload(target, upload('b'), signal);
  metrics.end();

  expect(aborts()).toBe(2);
});

it('is in nobody’s way where the runtime exports no metrics', () => {
  const metrics = new RequestMetrics({ byBucket: false });
  metrics.begin(noopMetricMeter);
  const gateway = new FakeGateway();

  expect(metrics.observe(gateway)).toBe(gateway);
});

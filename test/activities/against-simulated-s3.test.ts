import { CancelledFailure } from '@temporalio/common';
import { createGateway } from '../../activities/index.ts';
import { type Clock, systemClock } from '../../activities/s3/clock.ts';
import type { S3Gateway } from '../../activities/s3/gateway.ts';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { eventually } from '../support/poll.ts';
import { Attempt } from './support/activity-environment.ts';
import { limits, target } from './support/fake-gateway.ts';

let s3: SimulatedS3;
let gateway: S3Gateway;

beforeEach(async () => {
  s3 = await SimulatedS3.start();
  s3.createBucket(target.bucket);
  gateway = createGateway(s3.clientConfig());
});

afterEach(async () => {
  gateway.close();
  await s3.stop();
});

/** Twenty times as fast as others: a cancelled activity waits 5 s for answers. */
const hurriedClock: Clock = {
  now: () => systemClock.now() * 20,
  sleep: (ms, signal) => systemClock.sleep(ms / 20, signal),
};

const attempt = (clock = systemClock) => new Attempt(gateway, {}, clock);
const seed = (count: number) =>
  s3.seedUploads(target.bucket, count, (index) => ({
    key: `key-${String(index).padStart(5, '0')}`,
    initiated: '2025-01-01T00:00:00Z',
    parts: [{ size: 5 }],
  }));

it('lists, aborts and verifies a page', async () => {
  seed(300);

  const page = await attempt().list({ target });
  const aborted = await attempt().abort({ target, uploads: page.uploads, limits });
  const verified = await attempt().verify({ target, uploads: page.uploads, limits });

  expect(page.uploads).toHaveLength(300);
  expect(aborted).toEqual({ alreadyGone: 0, problems: [], requests: { headObject: 300, abort: 300 } });
  expect(verified).toEqual({ remaining: [], requests: { listParts: 300 } });
  expect(s3.uploads(target.bucket)).toEqual([]);
});

it('goes on behind a key, whatever was aborted meanwhile', async () => {
  seed(1_500);
  const first = await attempt().list({ target });
  await attempt().abort({ target, uploads: first.uploads, limits: { concurrency: 64 }, keepCompleted: 'never' });

  const second = await attempt().list({ target, ...(first.next && { marker: first.next }) });

  expect(first.uploads.length + second.uploads.length).toBe(1_500);
});

it('says InvalidMarker where S3 refuses the marker of an aborted upload, in the middle of a key', async () => {
  s3.seedUploads(target.bucket, 1_500, () => ({ key: 'same' }));
  const first = await attempt().list({ target });
  await attempt().abort({ target, uploads: first.uploads, limits: { concurrency: 64 }, keepCompleted: 'never' });

  const refused = attempt().list({ target, ...(first.next && { marker: first.next }) });

  await expect(refused).rejects.toMatchObject({ type: 'InvalidMarker' });
});

it('finds every upload of keys at the byte limit, on pages that stay small', async () => {
  s3.seedUploads(target.bucket, 600, (index) => ({ key: `${String(index).padStart(4, '0')}${'é'.repeat(510)}` }));
  const found = new Set<string>();

  let page = await attempt().list({ target });
  while (page.next) {
    for (const { key } of page.uploads) found.add(key);
    expect(Buffer.byteLength(JSON.stringify(page.uploads))).toBeLessThanOrEqual(350 * 1_024);
    page = await attempt().list({ target, marker: page.next });
  }
  for (const { key } of page.uploads) found.add(key);

  expect(found.size).toBe(600);
});

it('tells the wrong owner from a missing permission', async () => {
  s3.createBucket('theirs', { owner: '999988887777' });
  const theirs = { connection: 'default', bucket: 'theirs', expectedBucketOwner: '111122223333' };

  await expect(attempt().list({ target: theirs })).rejects.toMatchObject({ type: 'WrongBucketOwner' });
  s3.deny({ bucket: 'theirs' });
  await expect(attempt().list({ target: theirs })).rejects.toMatchObject({ type: 'AccessDenied' });
});

it('comes through an S3 that fails in many ways', async () => {
  seed(300);
  const { uploads } = await attempt().list({ target });
  for (const kind of ['InternalError', 'SlowDown', 'reset', 'BadGateway'] as const) s3.fail({ kind, times: 8 });

  const aborted = await attempt().abort({ target, uploads, limits: { concurrency: 32 } });
  const verified = await attempt().verify({ target, uploads, limits: { concurrency: 32 } });

  expect([aborted.problems, verified.remaining]).toEqual([[], []]);
  // Every try begins with a look.
  expect(aborted.requests).toMatchObject({ headObject: 332, throttled: 8 });
});

it('counts the requests that S3 saw, retries and all', async () => {
  seed(100);
  const { uploads } = await attempt().list({ target });
  s3.fail({ operation: 'AbortMultipartUpload', kind: 'SlowDown', times: 16 });

  const { requests } = await attempt().abort({ target, uploads, limits });

  const seen = s3.log.entries.filter(({ operation }) => operation === 'AbortMultipartUpload');
  expect(requests).toEqual({ headObject: 116, abort: seen.length, throttled: 16 });
});

it('fails in an outage for Temporal to retry, without trying every upload', async () => {
  seed(500);
  const { uploads } = await attempt().list({ target });
  await s3.outage(true);

  await expect(attempt().abort({ target, uploads, limits })).rejects.toMatchObject({
    type: 'S3Unavailable',
    nonRetryable: false,
  });

  await s3.outage(false);
  expect(s3.uploads(target.bucket)).toHaveLength(500);
});

it('fails with S3Unavailable, within its time, where S3 accepts requests and never answers', async () => {
  s3.fail({ kind: 'hang' });
  const hanging = new Attempt(gateway, { startToCloseTimeoutMs: 1_000 }, systemClock).list({ target });

  await expect(hanging).rejects.toMatchObject({ type: 'S3Unavailable', nonRetryable: false });
});

it('fails with NoSuchBucket when the bucket disappears', async () => {
  seed(10);
  const { uploads } = await attempt().list({ target });
  s3.removeBucket(target.bucket);

  await expect(attempt().abort({ target, uploads, limits })).rejects.toMatchObject({ type: 'NoSuchBucket' });
});

it.each(['list', 'abort', 'verify'] as const)('%s ends its requests in flight when cancelled', async (activity) => {
  seed(20);
  const { uploads } = await attempt().list({ target });
  s3.fail({ kind: 'hang' });
  let arrived = 0;
  s3.onRequest(() => {
    arrived += 1;
  });
  const running = attempt(hurriedClock);

  const cancelled = running[activity]({ target, uploads, limits });
  cancelled.catch(() => {});
  await eventually(() => arrived >= (activity === 'list' ? 1 : limits.concurrency));
  running.cancel();

  if (activity === 'list') await expect(cancelled).rejects.toBeInstanceOf(CancelledFailure);
  else expect(await cancelled).toMatchObject({ left: uploads.map((_, index) => index) });
  expect(arrived).toBe(activity === 'list' ? 1 : limits.concurrency);
});

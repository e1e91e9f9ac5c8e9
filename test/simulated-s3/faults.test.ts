import { AbortMultipartUploadCommand, ListMultipartUploadsCommand, ListPartsCommand } from '@aws-sdk/client-s3';
import { SimulatedS3 } from '../../simulated-s3/index.ts';
import { named, rawGet, until, useSimulatedS3 } from './harness.ts';

const here = useSimulatedS3();

const rawList = () => rawGet(`${here.s3.endpoint}/photos?uploads`);
const list = () => here.client.send(new ListMultipartUploadsCommand({ Bucket: 'photos' }));

/** How often each status was answered. */
const statuses = () => here.s3.log.counts().ListMultipartUploads;

it.each([
  ['SlowDown', 503, 'SlowDown'],
  ['InternalError', 500, 'InternalError'],
  ['ExpiredToken', 400, 'ExpiredToken'],
  ['RequestTimeout', 400, 'RequestTimeout'],
  [{ status: 418, code: 'Unheard' }, 418, 'Unheard'],
] as const)('answers %j once, when told to', async (kind, httpStatusCode, name) => {
  here.s3.fail({ kind, times: 1 });

  await expect(list()).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
  await expect(list()).resolves.toMatchObject({ IsTruncated: false });
});

it('answers 502 with a body that is not XML', async () => {
  here.s3.fail({ kind: 'BadGateway' });

  await expect(list()).rejects.toMatchObject({ $metadata: { httpStatusCode: 502 } });
});

it('resets the connection', async () => {
  here.s3.fail({ kind: 'reset' });

  expect(await rawList()).toBe('ECONNRESET');
  await expect(list()).rejects.toBeInstanceOf(Error);
});

it('cuts an answer off: the promised length never comes', async () => {
  here.s3.seedUploads('photos', 10, (i) => ({ key: `${i}` }));
  here.s3.fail({ kind: 'truncate' });

  expect(await rawList()).toBe('ECONNRESET');
  await expect(list()).rejects.toBeInstanceOf(Error);
});

it('carries out an abort whose answer is cut off', async () => {
  const upload = here.s3.seedUpload('photos', { key: 'a' });
  here.s3.fail({ kind: 'truncate' });

  await expect(here.client.send(new AbortMultipartUploadCommand(named(upload)))).rejects.toBeInstanceOf(Error);

  expect(here.s3.uploads('photos')).toEqual([]);
});

it.each([
  ['carries out', true, 0],
  ['does not carry out', undefined, 1],
] as const)('%s a request whose connection is reset', async (_, served, left) => {
  const upload = here.s3.seedUpload('photos', { key: 'a' });
  here.s3.fail({ kind: 'reset', ...(served && { served }) });

  await expect(here.client.send(new AbortMultipartUploadCommand(named(upload)))).rejects.toBeInstanceOf(Error);

  expect(here.s3.uploads('photos')).toHaveLength(left);
});

it('hides an error in a 200', async () => {
  here.s3.fail({ kind: 'error-in-200' });

  expect(await rawList()).toContain('<Code>InternalError</Code>');
  await expect(list()).rejects.toMatchObject({ name: 'InternalError' });
  expect(statuses()).toEqual({ 200: 2 });
});

it('leaves a request hanging until the client gives up', async () => {
  here.s3.fail({ kind: 'hang' });
  const patience = new AbortController();
  const listing = here.client.send(new ListMultipartUploadsCommand({ Bucket: 'photos' }), {
    abortSignal: patience.signal,
  });

  await until(() => here.s3.log.count('ListMultipartUploads') === 1);
  patience.abort();

  await expect(listing).rejects.toMatchObject({ name: 'AbortError' });
});

it('releases hanging requests when it stops', async () => {
  const s3 = await SimulatedS3.start();
  s3.createBucket('photos');
  s3.fail({ kind: 'hang' });
  const listing = rawGet(`${s3.endpoint}/photos?uploads`);
  await until(() => s3.log.count('ListMultipartUploads') === 1);

  await s3.stop();

  expect(await listing).toBe('ECONNRESET');
});

it('hits only the operations, buckets and keys of a rule, until it is removed', async () => {
  const upload = here.s3.seedUpload('photos', { key: 'dir/a' });
  const other = here.s3.seedUpload('photos', { key: 'a' });
  const parts = (it: typeof upload) => here.client.send(new ListPartsCommand(named(it)));
  const remove = here.s3.fail({ kind: 'SlowDown', operation: ['ListParts'], bucket: 'photos', key: 'dir/' });

  await expect(parts(upload)).rejects.toMatchObject({ name: 'SlowDown' });
  await Promise.all([parts(other), list()]);
  remove();
  await parts(upload);
});

it('hits only the requests that bear a header, or lack it', async () => {
  const lacking = here.s3.fail({ kind: { status: 400, code: 'MissingContentMD5' }, withoutHeader: 'content-md5' });
  await expect(list()).rejects.toMatchObject({ name: 'MissingContentMD5' });
  lacking();

  here.s3.fail({ kind: { status: 501, code: 'NotImplemented' }, withHeader: 'x-amz-expected-bucket-owner' });
  await list();
  const owned = new ListMultipartUploadsCommand({ Bucket: 'photos', ExpectedBucketOwner: '111122223333' });

  await expect(here.client.send(owned)).rejects.toMatchObject({ name: 'NotImplemented' });
});

it('hits the share of requests that the rate says, the same ones for the same seed', async () => {
  here.s3.fail({ kind: 'SlowDown', rate: 0.25 });

  for (let i = 0; i < 200; i += 1) await list().catch(() => undefined);

  expect(statuses()?.[503]).toBeGreaterThan(30);
  expect(statuses()?.[503]).toBeLessThan(70);
});

it('hits only between from and until', async () => {
  const now = Date.now();
  here.s3.fail({ kind: 'SlowDown', from: now + 60_000, until: now + 120_000 });

  await list();
  here.advance(90_000);
  await expect(list()).rejects.toMatchObject({ name: 'SlowDown' });
  here.advance(60_000);
  await list();
});

it('resets and refuses connections during an outage, and is back on the same port', async () => {
  const { endpoint } = here.s3;
  here.s3.setLatency(60_000);
  const underWay = rawList();
  await until(() => here.s3.connections === 1);

  await here.s3.outage(true);
  expect([await underWay, await rawList()]).toEqual(['ECONNRESET', 'ECONNREFUSED']);

  here.s3.setLatency(0);
  await here.s3.outage(false);
  await expect(list()).resolves.toMatchObject({ IsTruncated: false });
  expect(here.s3.endpoint).toBe(endpoint);
});

it('answers SlowDown above a rate of requests, for one bucket or for all', async () => {
  here.stopClock();
  here.s3.createBucket('other');
  here.s3.limitRate(10, 'photos');
  const burst = () => Promise.allSettled(Array.from({ length: 20 }, list));

  await burst();
  expect(statuses()).toEqual({ 200: 1, 503: 19 });
  await here.client.send(new ListMultipartUploadsCommand({ Bucket: 'other' }));

  here.s3.limitRate(undefined, 'photos');
  here.s3.limitRate(10);
  here.s3.log.clear();
  await burst();
  expect(statuses()).toEqual({ 200: 1, 503: 19 });
});

it('takes its time when told to, while running', async () => {
  here.s3.setLatency(50);

  await list();

  const [entry] = here.s3.log.of('ListMultipartUploads');
  expect((entry?.answeredAt ?? 0) - (entry?.at ?? 0)).toBeGreaterThanOrEqual(49);
});

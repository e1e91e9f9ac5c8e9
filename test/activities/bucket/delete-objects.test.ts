import { createHash } from 'node:crypto';
import type { ApplicationFailure } from '@temporalio/common';
import type { PlannedDeletion } from '../../../activities/bucket/contract.ts';
import { createGateway } from '../../../activities/index.ts';
import type { S3Gateway } from '../../../activities/s3/gateway.ts';
import { type BucketOptions, type FaultKind, SimulatedS3 } from '../../../simulated-s3/index.ts';
import { withResolvers } from '../../support/with-resolvers.ts';
import { BucketAttempt } from '../support/bucket-attempt.ts';
import { limits } from '../support/fake-gateway.ts';

const MD5 = 'content-md5';
const WANTS_MD5: FaultKind = { status: 400, code: 'MissingContentMD5' };
const ON_ANY_WAY = 'host';

describe('deleteObjects, where a store refuses DeleteObjects as a whole', () => {
  let s3: SimulatedS3;
  let gateway: S3Gateway;
  beforeEach(async () => {
    s3 = await SimulatedS3.start();
    gateway = createGateway(s3.clientConfig());
  });
  afterEach(async () => {
    gateway.close();
    await s3.stop();
  });

  const target = { connection: 'default', bucket: 'old' };
  const deletePage = (versions = false, attempt = new BucketAttempt(gateway)) =>
    attempt.run('deleteObjects', { target, versions, limits });
  const made = (operation: string) => s3.log.entries.filter((entry) => entry.operation === operation);
  const refuse = (kind: FaultKind, rule: { withHeader?: string; withoutHeader?: string }) =>
    s3.fail({ operation: 'DeleteObjects', kind, ...rule });

  /** A bucket with so many objects. */
  function bucket(objects: number, options: BucketOptions = {}): void {
    s3.createBucket('old', options);
    s3.seedObjects('old', objects, (n) => ({ key: `k/${n}` }));
  }

  it.each<[string, FaultKind]>([
    ['MissingContentMD5', WANTS_MD5],
    ['InvalidRequest', { status: 400, code: 'InvalidRequest' }],
    ['InvalidArgument', { status: 400, code: 'InvalidArgument' }],
    ['NotImplemented', { status: 501, code: 'NotImplemented' }],
  ])('asks again with Content-MD5 after %s, and does so from then on', async (_, kind) => {
    bucket(1_000);
    refuse(kind, { withoutHeader: MD5 });

    const first = await deletePage();
    s3.seedObjects('old', 500, (n) => ({ key: `more/${n}` }));
    const refusedAtFirst = made('DeleteObjects').filter(({ status }) => status >= 400).length;
    const second = await deletePage();

    expect([first, second]).toMatchObject([
      { versions: 1_000, refused: {} },
      { versions: 500, refused: {} },
    ]);
    expect(made('DeleteObjects').filter(({ status }) => status >= 400)).toHaveLength(refusedAtFirst);
    expect(refusedAtFirst).toBeLessThanOrEqual(4);
    expect(made('DeleteObject')).toEqual([]);
  });

  it('sends the MD5 of the body, signed, and no header of another checksum', async () => {
    bucket(2);
    refuse({ status: 501, code: 'NotImplemented' }, { withHeader: 'x-amz-sdk-checksum-algorithm' });
    refuse({ status: 501, code: 'NotImplemented' }, { withHeader: 'x-amz-checksum-crc32' });
    const seen: Array<{ given: unknown; right: string; authorization: unknown }> = [];
    s3.onRequest(({ headers, body }) => {
      const { [MD5]: given, authorization } = headers;
      const right = createHash('md5').update(body).digest('base64');
      if (given !== undefined) seen.push({ given, right, authorization });
    });

    const page = await deletePage();

    expect(page).toMatchObject({ versions: 2 });
    expect(seen).toMatchObject([{ given: seen[0]?.right, authorization: expect.stringContaining(MD5) }]);
  });

  it.each<[number, string]>([
    [501, 'NotImplemented'],
    [400, 'InvalidArgument'],
    [405, 'MethodNotAllowed'],
    [400, 'MalformedXML'],
  ])(
    'deletes one by one, by version, where it answers %s %s either way; and does so from then on',
    async (status, code) => {
      s3.createBucket('old', { versioned: true });
      s3.seedObjects('old', 30, (n) => ({ key: `k/${n}`, versions: 2, deleteMarker: n < 10 }));
      refuse({ status, code }, { withHeader: ON_ANY_WAY });

      const first = await deletePage(true);
      const asked = made('DeleteObjects').length;
      s3.seedObjects('old', 30, (n) => ({ key: `k/${n}` }));
      const second = await deletePage(true);

      expect([first, second]).toMatchObject([
        { versions: 60, deleteMarkers: 10, refused: {} },
        { versions: 30, refused: {} },
      ]);
      expect(first.requests.deleteObjects).toBe(70 + asked);
      expect(made('DeleteObjects')).toHaveLength(asked);
      expect(made('DeleteObject').filter(({ query }) => !query.has('versionId'))).toEqual([]);
    },
  );

  it('deletes as many of them at once as the job allows', async () => {
    bucket(50);
    refuse({ status: 501, code: 'NotImplemented' }, { withHeader: ON_ANY_WAY });
    let waiting = 0;
    const all = withResolvers();
    s3.onRequest(async ({ operation }) => {
      if (operation !== 'DeleteObject') return;
      waiting += 1;
      if (waiting === limits.concurrency) all.resolve();
      await all.promise;
    });

    expect(await deletePage()).toMatchObject({ versions: 50 });
    expect(s3.peakInFlight).toBe(limits.concurrency);
  });

  it('names those that it cannot delete one by one, and why, and goes on', async () => {
    bucket(20, { versioned: true });
    s3.seedObjects('old', 1, () => ({ key: 'held', legalHold: true }));
    refuse({ status: 501, code: 'NotImplemented' }, { withHeader: ON_ANY_WAY });
    s3.deny({ operation: 'DeleteObject', key: 'k/7' });
    s3.fail({ operation: 'DeleteObject', key: 'k/8', kind: { status: 404, code: 'NoSuchKey' } });

    const page = await deletePage(true);

    expect(page).toMatchObject({ versions: 19, refused: { AccessDenied: 1, ObjectLock: 1 } });
    expect(page.named).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ key: 'k/7', reason: 'AccessDenied' }),
        expect.objectContaining({ key: 'held', reason: 'ObjectLock' }),
      ]),
    );
  });

  it('counts what an attempt deleted one by one that died before it could say so', async () => {
    bucket(60);
    refuse({ status: 501, code: 'NotImplemented' }, { withHeader: ON_ANY_WAY });
    const first = new BucketAttempt(gateway);
    s3.onRequest(() => {
      if (made('DeleteObject').length >= 20) first.cancel();
    });
    await deletePage(false, first).catch(() => {});
    s3.onRequest(undefined);
    const deletedBefore = made('DeleteObject').length;

    const second = new BucketAttempt(gateway, { attempt: 2, heartbeatDetails: first.heartbeats.at(-1) });
    const page = await deletePage(false, second);

    expect(deletedBefore).toBeLessThan(60);
    expect(page).toMatchObject({ versions: 60 });
  });

  it('says in its failure what it was about to delete, and the activity that goes on for it counts that', async () => {
    bucket(1_000);
    const input = { target, versions: false, limits: { concurrency: 1 } };
    let recover = () => {};
    s3.onRequest(() => {
      if (made('DeleteObjects').length < 2) return;
      s3.onRequest(undefined);
      recover = s3.fail({ operation: 'DeleteObjects', kind: { status: 503, code: 'InternalError' } });
    });
    const failure = await new BucketAttempt(gateway).run('deleteObjects', input).catch((error) => error);
    recover();
    const [details] = (failure as ApplicationFailure).details as [{ progress: PlannedDeletion }];

    const page = await new BucketAttempt(gateway).run('deleteObjects', { ...input, before: details.progress });

    expect(page).toMatchObject({ versions: 1_000 });
    expect(made('DeleteObjects').filter(({ status }) => status < 400)).toHaveLength(4);
  });

  it('takes a single DeleteObjects that goes wrong for no refusal of the way', async () => {
    bucket(1_000);
    s3.fail({ operation: 'DeleteObjects', kind: 'InternalError', times: 2 });

    await deletePage();

    expect(made('DeleteObject')).toEqual([]);
    expect(made('DeleteObjects')).toHaveLength(6);
  });
});

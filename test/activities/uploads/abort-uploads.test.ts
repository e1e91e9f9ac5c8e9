import type { AbortUploadsInput, UploadRef } from '../../../activities/contract.ts';
import type { ListedParts } from '../../../activities/s3/gateway.ts';
import { withResolvers } from '../../support/with-resolvers.ts';
import { Attempt } from '../support/activity-environment.ts';
import { cutOff, FakeGateway, limits, s3Failure, target, upload, uploads } from '../support/fake-gateway.ts';

function abort(gateway: FakeGateway, input: Partial<AbortUploadsInput> = {}, attempt = 1) {
  return new Attempt(gateway, { attempt }).abort({ target, uploads: uploads(3), limits, ...input });
}

describe('aborting', () => {
  it('sends one abort for every upload', async () => {
    const gateway = new FakeGateway();

    const result = await abort(gateway, { uploads: uploads(100) });

    expect(result).toEqual({ alreadyGone: 0, problems: [], requests: { abort: 100 } });
    expect(new Set(gateway.calls.map(({ key }) => key)).size).toBe(100);
  });

  it.each([
    ['initiated at the cut-off', upload('b', cutOff), { initiatedBefore: cutOff }],
    ['initiated after the cut-off', upload('b', '2026-01-01T00:00:00.001Z'), { initiatedBefore: cutOff }],
    ['initiated at no time that can be read', upload('b', 'soon'), { initiatedBefore: cutOff }],
    ['initiated nobody knows when', upload('b', ''), { initiatedBefore: cutOff }],
    ['initiated before there was an S3', upload('b', '0001-01-01T00:00:00Z'), { initiatedBefore: cutOff }],
    ['without the prefix', upload('c/b'), { prefix: 'b' }],
    ['at the key after which the range begins', upload('a'), { after: 'a' }],
    ['behind the range', upload('c'), { through: 'b' }],
  ])('refuses an upload %s, before any request', async (_, outside, selection) => {
    const gateway = new FakeGateway();

    const refused = abort(gateway, { uploads: [upload('b'), outside], selection });

    await expect(refused).rejects.toMatchObject({ type: 'InvalidInput', nonRetryable: true });
    expect(gateway.calls).toEqual([]);
  });

  it('counts what S3 no longer knew', async () => {
    const gateway = new FakeGateway({ abortUpload: () => Promise.reject(s3Failure('NoSuchUpload')) });

    expect(await abort(gateway)).toMatchObject({ alreadyGone: 3, problems: [] });
  });

  it('tells which that were, where it is asked to', async () => {
    const gateway = new FakeGateway({
      abortUpload: ({ key }) => (key === 'key-00001' ? Promise.resolve() : Promise.reject(s3Failure('NoSuchUpload'))),
    });

    expect(await abort(gateway, { tellsGone: true })).toMatchObject({ alreadyGone: 2, goneAt: [0, 2] });
    expect(await abort(gateway)).not.toHaveProperty('goneAt');
  });

  it('does not count it at a later attempt, when an earlier one may have done it', async () => {
    const gateway = new FakeGateway({ abortUpload: () => Promise.reject(s3Failure('NoSuchUpload')) });

    expect(await abort(gateway, {}, 2)).toMatchObject({ alreadyGone: 0, problems: [] });
  });

  it('does not count it when an earlier try of its own may have done it', async () => {
    const codes = ['ECONNRESET', 'NoSuchUpload'];
    const gateway = new FakeGateway({ abortUpload: () => Promise.reject(s3Failure(codes.shift() ?? '')) });

    const result = await abort(gateway, { uploads: uploads(1) });

    expect(result).toEqual({ alreadyGone: 0, problems: [], requests: { abort: 2 } });
  });

  it.each([
    ['AccessDenied', 'AccessDenied'],
    ['SignatureDoesNotMatch', 'AccessDenied'],
    ['PreconditionFailed', 'PreconditionFailed'],
    ['InternalError', 'InternalError'],
    ['SlowDown', 'SlowDown'],
  ])('reports an upload that keeps failing with %s as %s, and aborts the others', async (code, reason) => {
    const gateway = new FakeGateway({
      abortUpload: async ({ key }) => {
        if (key === 'bad') throw s3Failure(code);
      },
    });

    const result = await abort(gateway, { uploads: [upload('a'), upload('bad'), upload('c')] });

    expect(result.problems).toEqual([{ index: 1, reason }]);
    expect(new Set(gateway.calls.filter(({ key }) => key !== '').map(({ key }) => key)).size).toBe(3);
  });

  it('names problems by their places in order, whichever answer comes first', async () => {
    const second = withResolvers();
    const gateway = new FakeGateway({
      abortUpload: async ({ key }) => {
        if (key === 'a') await second.promise;
        else setImmediate(second.resolve);
        throw s3Failure('AccessDenied');
      },
    });

    const { problems } = await abort(gateway, { uploads: [upload('a'), upload('b')] });

    expect(problems.map(({ index }) => index)).toEqual([0, 1]);
  });

  it.each([
    ['NoSuchBucket', 'NoSuchBucket'],
    ['PermanentRedirect', 'WrongRegion'],
    ['MethodNotAllowed', 'Unsupported'],
  ])('fails at once with %s as %s', async (code, type) => {
    const gateway = new FakeGateway({ abortUpload: () => Promise.reject(s3Failure(code)) });

    await expect(abort(gateway, { uploads: uploads(500) })).rejects.toMatchObject({ type, nonRetryable: true });
    expect(gateway.calls.length).toBeLessThanOrEqual(limits.concurrency);
  });

  it('counts the tries that S3 throttled', async () => {
    let left = 2;
    const gateway = new FakeGateway({
      abortUpload: async () => {
        left -= 1;
        if (left >= 0) throw s3Failure('SlowDown');
      },
    });

    expect((await abort(gateway)).requests).toEqual({ abort: 5, throttled: 2 });
  });
});

describe('an upload that may be active', () => {
  const activeSince = '2026-02-01T00:00:00Z';
  const [longAgo, justNow] = ['2026-01-01T00:00:00Z', activeSince];
  const parts = (...modified: string[]): ListedParts => ({ parts: modified.map((at) => ({ size: 1, modified: at })) });

  /** A bucket whose uploads have parts of these times. */
  function bucketOf(times: Record<string, string[]>, abortUpload?: (upload: UploadRef) => Promise<void>): FakeGateway {
    return new FakeGateway({
      listParts: async ({ key }) => {
        if (!times[key]) throw s3Failure('NoSuchUpload', 'ListParts');
        return parts(...times[key]);
      },
      ...(abortUpload && { abortUpload }),
    });
  }
  const aborted = ({ calls }: FakeGateway) =>
    calls.filter(({ operation }) => operation === 'abortUpload').map(({ key }) => key);

  it('is looked at before its abort, and kept where somebody writes to it', async () => {
    const bucket = bucketOf({ idle: [longAgo], busy: [longAgo, justNow], empty: [] });
    const uploads = [upload('idle'), upload('busy'), upload('empty'), upload('begun', justNow)];

    const result = await abort(bucket, { uploads, activeSince });

    expect(aborted(bucket)).toEqual(['idle', 'empty']);
    expect(result).toEqual({ alreadyGone: 0, active: [1, 3], problems: [], requests: { listParts: 3, abort: 2 } });
  });

  it('is kept where nobody knows when it began, unless it has parts that say more', async () => {
    const bucket = bucketOf({ empty: [], idle: [longAgo] });

    const { active } = await abort(bucket, { uploads: [upload('empty', ''), upload('idle', '')], activeSince });

    expect(active).toEqual([0]);
  });

  it('is not looked at where nobody asks for it', async () => {
    expect((await abort(bucketOf({}))).requests).toEqual({ abort: 3 });
  });

  it('is not looked at once S3 has accepted an abort of ours: what is left is ours to finish', async () => {
    const bucket = bucketOf({ ours: [justNow] });

    const result = await abort(bucket, { uploads: [{ ...upload('ours', justNow), isOurs: true }], activeSince });

    expect(result).toEqual({ alreadyGone: 0, problems: [], requests: { abort: 1 } });
  });

  it('is looked at again at every try, for parts may have come in between', async () => {
    const times = { a: [longAgo] };
    const bucket = bucketOf(times, async () => {
      times.a.push(justNow);
      throw s3Failure('ECONNRESET');
    });

    const result = await abort(bucket, { uploads: [upload('a')], activeSince });

    expect(result).toMatchObject({ active: [0], problems: [], requests: { abort: 1, listParts: 2 } });
  });

  it('is looked at right before the abort, not when the abort begins to wait for its turn', async () => {
    const times = { a: [longAgo], b: [longAgo] };
    const bucket = bucketOf(times, async () => void times.b.push(justNow));
    const slow = { concurrency: 2, requestsPerSecond: 0.5 };

    const result = await abort(bucket, { uploads: [upload('a'), upload('b')], activeSince, limits: slow });

    expect(aborted(bucket)).toEqual(['a']);
    expect(result.active).toEqual([1]);
  });

  it('is looked at again by the next attempt', async () => {
    const bucket = bucketOf({ a: [justNow], b: [justNow] });
    const info = { attempt: 2, heartbeatDetails: { aborted: 1, of: 2 } };

    const result = await new Attempt(bucket, info).abort({
      target,
      uploads: [upload('a'), upload('b')],
      limits,
      activeSince,
    });

    expect(result.active).toEqual([1]);
  });

  it('stays in what a heartbeat calls left, so that the next attempt finds it again', async () => {
    const bucket = bucketOf({ 'key-00010': [justNow] });
    const attempt = new Attempt(bucket);
    const slow = { concurrency: 1, requestsPerSecond: 50 };

    await attempt.abort({ target, uploads: uploads(1_000), limits: slow, activeSince });

    expect(attempt.heartbeats.at(-1)).toEqual({ aborted: 10, and: '11-874', of: 1_000 });
  });

  it('that is gone by then is aborted all the same, and counted by what that says', async () => {
    const bucket = bucketOf({}, () => Promise.reject(s3Failure('NoSuchUpload')));

    expect(await abort(bucket, { activeSince })).toEqual({
      alreadyGone: 3,
      problems: [],
      requests: { listParts: 3, abort: 3 },
    });
  });

  it.each([
    ['AccessDenied', 'AccessDenied'],
    ['SignatureDoesNotMatch', 'AccessDenied'],
    ['InvalidRequest', 'InvalidRequest'],
  ])('that cannot be looked into, for %s, is kept, and says why: %s', async (code, reason) => {
    const gateway = new FakeGateway({
      listParts: async ({ key }) => {
        if (key === 'b') throw s3Failure(code, 'ListParts');
        return { parts: [] };
      },
    });

    const result = await abort(gateway, { uploads: [upload('a'), upload('b'), upload('c')], activeSince });

    expect(aborted(gateway)).toEqual(['a', 'c']);
    expect(result).toMatchObject({ active: [1], unknown: [reason], problems: [] });
  });

  it('that S3 cannot tell of for now is a problem: it is neither aborted nor kept', async () => {
    const gateway = new FakeGateway({ listParts: () => Promise.reject(s3Failure('InternalError', 'ListParts')) });

    const result = await abort(gateway, { uploads: [upload('a')], activeSince });

    expect(result).toMatchObject({ problems: [{ index: 0, reason: 'InternalError' }], requests: { listParts: 5 } });
    expect(result).not.toHaveProperty('active');
    expect(aborted(gateway)).toEqual([]);
  });

  it('counts a look that S3 throttles once', async () => {
    let left = 2;
    const gateway = new FakeGateway({
      listParts: async () => {
        left -= 1;
        if (left >= 0) throw s3Failure('SlowDown', 'ListParts');
        return { parts: [] };
      },
    });

    const { requests } = await abort(gateway, { uploads: [upload('a')], activeSince });

    expect(requests).toEqual({ listParts: 3, abort: 1, throttled: 2 });
  });

  it('fails the activity where the bucket is no more', async () => {
    const gateway = new FakeGateway({ listParts: () => Promise.reject(s3Failure('NoSuchBucket', 'ListParts')) });

    await expect(abort(gateway, { activeSince })).rejects.toMatchObject({ type: 'NoSuchBucket' });
  });

  it('is left where the activity is cancelled while it looks', async () => {
    const gateway = new FakeGateway({
      listParts: async () => {
        attempt.cancel();
        return { parts: [] };
      },
    });
    const attempt = new Attempt(gateway);

    const { left, problems } = await attempt.abort({
      target,
      uploads: uploads(3),
      limits: { concurrency: 1 },
      activeSince,
    });

    expect([left, problems, aborted(gateway)]).toEqual([[0, 1, 2], [], []]);
  });
});

import type { AbortUploadsInput } from '../../../activities/contract.ts';
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
    ['at the cut-off', cutOff],
    ['after the cut-off', '2026-01-01T00:00:00.001Z'],
    ['at no time that can be read', 'soon'],
  ])('refuses an upload initiated %s, before any request', async (_, initiated) => {
    const gateway = new FakeGateway();
    const input = { uploads: [upload('a'), upload('b', initiated)], initiatedBefore: cutOff };

    await expect(abort(gateway, input)).rejects.toMatchObject({ type: 'InvalidInput', nonRetryable: true });
    expect(gateway.calls).toEqual([]);
  });

  it('counts what S3 no longer knew', async () => {
    const gateway = new FakeGateway({ abortUpload: () => Promise.reject(s3Failure('NoSuchUpload')) });

    expect(await abort(gateway)).toMatchObject({ alreadyGone: 3, problems: [] });
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

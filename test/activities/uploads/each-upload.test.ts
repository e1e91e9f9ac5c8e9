import { type ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ListRequest } from '../../../activities/s3/gateway.ts';
import { MAX_TRIES } from '../../../activities/s3/pacing/backoff.ts';
import { withResolvers } from '../../support/with-resolvers.ts';
import { Attempt } from '../support/activity-environment.ts';
import { FakeGateway, hang, limits, s3Failure, target, upload, uploads } from '../support/fake-gateway.ts';

const keysOf = (gateway: FakeGateway) => new Set(gateway.calls.map(({ key }) => key));

describe('the number of requests in flight', () => {
  it('is at most the concurrency, and reaches it', async () => {
    let inFlight = 0;
    let most = 0;
    const gateway = new FakeGateway({
      abortUpload: async (_, signal) => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await attempt.clock.sleep(100, signal);
        inFlight -= 1;
      },
    });
    const attempt = new Attempt(gateway);

    await attempt.abort({ target, uploads: uploads(50), limits: { concurrency: 7 } });

    expect(most).toBe(7);
  });
});

describe('the rate of requests', () => {
  it('is what the limits say, within five per cent', async () => {
    const attempt = new Attempt(new FakeGateway());

    await attempt.abort({ target, uploads: uploads(500), limits: { concurrency: 64, requestsPerSecond: 100 } });

    expect(attempt.clock.now()).toBeGreaterThan(4_900);
    expect(attempt.clock.now()).toBeLessThan(5_250);
  });

  it('includes retries', async () => {
    const seen = new Set<string>();
    const gateway = new FakeGateway({
      abortUpload: async ({ key }) => {
        if (seen.has(key)) return;
        seen.add(key);
        throw s3Failure('InternalError');
      },
    });
    const attempt = new Attempt(gateway);

    await attempt.abort({ target, uploads: uploads(250), limits: { concurrency: 64, requestsPerSecond: 100 } });

    expect(attempt.clock.now()).toBeGreaterThan(4_900);
  });
});

describe('an outage', () => {
  it('fails the activity for Temporal to retry, long before every upload was tried', async () => {
    const down = () => Promise.reject(s3Failure('ECONNREFUSED'));
    const gateway = new FakeGateway({ abortUpload: down, listUploads: down });

    const failed = new Attempt(gateway).abort({ target, uploads: uploads(1_000), limits });

    await expect(failed).rejects.toMatchObject({ type: 'S3Unavailable', nonRetryable: false });
    expect(keysOf(gateway).size).toBeLessThan(50);
  });

  it('fails the activity even when it has one upload only', async () => {
    const down = () => Promise.reject(s3Failure('ECONNREFUSED'));
    const gateway = new FakeGateway({ abortUpload: down, listUploads: down });

    await expect(new Attempt(gateway).abort({ target, uploads: uploads(1), limits })).rejects.toMatchObject({
      type: 'S3Unavailable',
    });
  });

  it('is not what many uploads are that S3 cannot deal with while it lists the bucket well', async () => {
    const gateway = new FakeGateway({ abortUpload: () => Promise.reject(s3Failure('InternalError')) });

    const result = await new Attempt(gateway).abort({ target, uploads: uploads(100), limits });

    expect(result.problems).toHaveLength(100);
    expect(result.requests).toMatchObject({ abort: 500, list: expect.any(Number) });
  });

  it('is not what many refusals are: S3 is not asked for anything else', async () => {
    const gateway = new FakeGateway({ abortUpload: () => Promise.reject(s3Failure('AccessDenied')) });

    const { requests } = await new Attempt(gateway).abort({ target, uploads: uploads(100), limits });

    expect(requests).toEqual({ abort: 100 });
  });

  it('is not what an S3 has that refuses to list the bucket: it answers', async () => {
    const asked: ListRequest[] = [];
    const gateway = new FakeGateway({
      abortUpload: () => Promise.reject(s3Failure('InternalError')),
      listUploads: (request) => {
        asked.push(request);
        return Promise.reject(s3Failure('AccessDenied', 'ListMultipartUploads'));
      },
    });

    const { problems } = await new Attempt(gateway).abort({ target, uploads: uploads(1), limits });

    expect(problems).toEqual([{ index: 0, reason: 'InternalError' }]);
    expect(asked).toEqual([{ target, maxUploads: 1 }]);
  });

  it('is not what a fault of ours is: it is told as it is', async () => {
    const gateway = new FakeGateway({
      abortUpload: () => Promise.reject(s3Failure('InternalError')),
      listUploads: () => Promise.reject(new TypeError('a fault')),
    });

    await expect(new Attempt(gateway).abort({ target, uploads: uploads(1), limits })).rejects.toThrow('a fault');
  });

  it('of the bucket itself fails for good', async () => {
    const gateway = new FakeGateway({
      abortUpload: () => Promise.reject(s3Failure('InternalError')),
      listUploads: () => Promise.reject(s3Failure('NoSuchBucket', 'ListMultipartUploads')),
    });

    await expect(new Attempt(gateway).abort({ target, uploads: uploads(1), limits })).rejects.toMatchObject({
      type: 'NoSuchBucket',
      nonRetryable: true,
    });
  });
});

describe('a heartbeat', () => {
  it('is not sent by a short activity', async () => {
    const attempt = new Attempt(new FakeGateway());

    await attempt.abort({ target, uploads: uploads(100), limits: { concurrency: 1, requestsPerSecond: 25 } });

    expect(attempt.heartbeats).toEqual([]);
  });

  it('tells every five seconds how far the work has come', async () => {
    const attempt = new Attempt(new FakeGateway());

    await attempt.abort({ target, uploads: uploads(999), limits: { concurrency: 1, requestsPerSecond: 50 } });

    expect(attempt.heartbeats).toHaveLength(3);
    expect(attempt.heartbeats[0]).toMatchObject({ aborted: expect.any(Number), of: 999 });
  });

  it('names what needs no report: how far it has come, and what it has done behind that', async () => {
    const gateway = new FakeGateway({
      abortUpload: async ({ key }) => {
        if (key === 'key-00100') throw s3Failure('AccessDenied');
      },
    });
    const attempt = new Attempt(gateway);

    await attempt.abort({ target, uploads: uploads(1_000), limits: { concurrency: 4, requestsPerSecond: 100 } });

    expect(attempt.heartbeats.at(-1)).toEqual({ aborted: 100, and: '101-998', of: 1_000 });
  });
});

describe('a retried attempt', () => {
  it('resumes where the heartbeat of the one before had come to', async () => {
    const gateway = new FakeGateway();
    const info = { attempt: 2, heartbeatDetails: { aborted: 400, of: 1_000 } };

    const result = await new Attempt(gateway, info).abort({ target, uploads: uploads(1_000), limits });

    expect(result.requests).toEqual({ abort: 600 });
    expect(gateway.calls[0]?.key).toBe('key-00400');
  });

  it('does not do again what the one before has done out of order', async () => {
    const gateway = new FakeGateway();
    const info = { attempt: 2, heartbeatDetails: { aborted: 2, and: '3 5-7', of: 10 } };

    const result = await new Attempt(gateway, info).abort({ target, uploads: uploads(10), limits });

    expect(gateway.calls.map(({ key }) => key)).toEqual(['key-00002', 'key-00004', 'key-00008', 'key-00009']);
    expect(result.problems).toEqual([]);
  });

  it('goes on from the one that failed, which has told how far it had come', async () => {
    const gateway = new FakeGateway({
      abortUpload: async ({ key }) => {
        if (key === 'key-00001') throw s3Failure('NoSuchBucket');
      },
    });
    const first = new Attempt(gateway);
    await expect(first.abort({ target, uploads: uploads(3), limits: { concurrency: 1 } })).rejects.toThrow(
      'NoSuchBucket',
    );

    expect(first.heartbeats).toEqual([{ aborted: 1, of: 3 }]);
  });

  it('goes on from an activity that failed, which has told so in its failure', async () => {
    const down = new FakeGateway({
      abortUpload: async ({ key }) => {
        if (key !== 'key-00001') throw s3Failure('InternalError');
      },
      listUploads: () => Promise.reject(s3Failure('InternalError')),
    });
    const input = { target, uploads: uploads(3), limits };
    const failure = (await new Attempt(down).abort(input).catch((error: unknown) => error)) as ApplicationFailure;
    const [details] = failure.details as [{ progress: object }];
    expect(details).toMatchObject({ code: 'InternalError', progress: { aborted: 0, and: '1', of: 3 } });

    const well = new FakeGateway();
    await new Attempt(well).abort({ ...input, before: details.progress });

    expect([...keysOf(well)].sort()).toEqual(['key-00000', 'key-00002']);
  });

  it('knows better by its own heartbeats', async () => {
    const gateway = new FakeGateway();
    const info = { attempt: 2, heartbeatDetails: { aborted: 2, of: 3 } };

    await new Attempt(gateway, info).abort({ target, uploads: uploads(3), limits, before: { aborted: 1, of: 3 } });

    expect([...keysOf(gateway)]).toEqual(['key-00002']);
  });

  it('does nothing again where the one before had come to the end', async () => {
    const info = { attempt: 2, heartbeatDetails: { aborted: 3, of: 3 } };

    const result = await new Attempt(new FakeGateway(), info).abort({ target, uploads: uploads(3), limits });

    expect(result).toEqual({ alreadyGone: 0, problems: [], requests: {} });
  });

  it('reports problems by their place in the whole input', async () => {
    const gateway = new FakeGateway({ abortUpload: () => Promise.reject(s3Failure('AccessDenied')) });
    const info = { attempt: 2, heartbeatDetails: { aborted: 1, of: 3 } };

    const { problems } = await new Attempt(gateway, info).abort({ target, uploads: uploads(3), limits });

    expect(problems.map(({ index }) => index)).toEqual([1, 2]);
  });

  it.each([
    undefined,
    null,
    'aborted',
    { aborted: -1 },
    { aborted: 9 },
    { aborted: 1.5 },
    { verified: 2 },
    { and: 7 },
    { and: 'a-b' },
  ])('starts over from details it cannot use: %j', async (heartbeatDetails) => {
    const gateway = new FakeGateway();

    await new Attempt(gateway, { attempt: 2, heartbeatDetails }).abort({ target, uploads: uploads(3), limits });

    expect(gateway.calls).toHaveLength(3);
  });

  it('measures everything again, for the sums died with the worker', async () => {
    const part = { size: 1, modified: '2026-01-01T00:00:00Z' };
    const gateway = new FakeGateway({ listParts: async () => ({ parts: [part] }) });
    const input = { target, uploads: uploads(1_000), limits: { concurrency: 1, requestsPerSecond: 50 }, measure: true };
    const first = new Attempt(gateway);
    await first.inspect(input);

    const second = await new Attempt(gateway, { attempt: 2, heartbeatDetails: first.heartbeats.at(-1) }).inspect(input);

    expect(second.byPrefix[0]?.uploads).toBe(1_000);
  });
});

describe('an activity that its workflow cancels', () => {
  it('begins nothing more, waits for the answers under way and says what is left', async () => {
    const gate = withResolvers();
    const started = withResolvers();
    const gateway = new FakeGateway({
      abortUpload: async () => {
        if (gateway.calls.length === 10) started.resolve();
        await gate.promise;
      },
    });
    const attempt = new Attempt(gateway);

    const interrupted = attempt.abort({ target, uploads: uploads(100), limits: { concurrency: 10 } });
    await started.promise;
    attempt.cancel();
    gate.resolve();

    const { left, problems, requests } = await interrupted;
    expect(left).toEqual(uploads(100).flatMap((_, index) => (index < 10 ? [] : [index])));
    expect([problems, requests, gateway.calls.length]).toEqual([[], { abort: 10 }, 10]);
  });

  it('says what is left in its order, whichever answer comes last', async () => {
    const [started, first, second] = [withResolvers(), withResolvers(), withResolvers()];
    const gateway = new FakeGateway({
      listParts: async ({ key }) => {
        if (gateway.calls.length === 2) started.resolve();
        if (key === 'b') await second.promise;
        else await first.promise;
        if (key === 'b') return { parts: [] };
        throw s3Failure('InternalError', 'ListParts');
      },
    });
    const attempt = new Attempt(gateway);

    const interrupted = attempt.verify({
      target,
      uploads: ['a', 'b', 'c'].map((key) => upload(key)),
      limits: { concurrency: 2 },
    });
    await started.promise;
    attempt.cancel();
    second.resolve();
    setImmediate(first.resolve);

    expect((await interrupted).left).toEqual([0, 2]);
  });

  it('has all of it left while everything waits for its turn', async () => {
    const gateway = new FakeGateway();
    const attempt = new Attempt(gateway);
    const slow = { concurrency: 9, requestsPerSecond: 0.001 };

    const interrupted = attempt.verify({ target, uploads: uploads(9), limits: slow });
    attempt.cancel();

    expect((await interrupted).left?.length).toBeGreaterThanOrEqual(8);
    expect(gateway.calls.length).toBeLessThanOrEqual(1);
  });

  it('answers what it did, although the last request that S3 failed to answer came to nothing', async () => {
    let tries = 0;
    const gateway = new FakeGateway({
      abortUpload: async ({ key }) => {
        if (key !== 'key-00001') return;
        tries += 1;
        if (tries === MAX_TRIES.transient) attempt.cancel();
        throw s3Failure('InternalError');
      },
    });
    const attempt = new Attempt(gateway);

    const answer = await attempt.abort({ target, uploads: uploads(4), limits: { concurrency: 1 } });

    expect(answer).toMatchObject({ left: [2, 3], problems: [{ index: 1, reason: 'InternalError' }] });
  });

  it('answers what it did, although it was cancelled as an outage was suspected', async () => {
    let tries = 0;
    const gateway = new FakeGateway({
      abortUpload: async () => {
        tries += 1;
        if (tries === 20 * MAX_TRIES.transient) attempt.cancel();
        throw s3Failure('InternalError');
      },
    });
    const attempt = new Attempt(gateway);

    const { left, problems } = await attempt.abort({ target, uploads: uploads(21), limits: { concurrency: 1 } });

    expect([left, problems.length]).toEqual([[20], 20]);
  });

  it('reports a refusal that comes after it was cancelled', async () => {
    const gateway = new FakeGateway({
      listParts: async () => {
        attempt.cancel();
        throw s3Failure('AccessDenied', 'ListParts');
      },
    });
    const attempt = new Attempt(gateway);

    const { left, remaining } = await attempt.verify({ target, uploads: uploads(2), limits: { concurrency: 1 } });

    expect([left, remaining]).toEqual([[1], [{ index: 0, reason: 'AccessDenied' }]]);
  });

  it('does not leave an abort to do again whose outcome nobody knows', async () => {
    const gateway = new FakeGateway({
      abortUpload: async () => {
        attempt.cancel();
        throw s3Failure('InternalError');
      },
    });
    const attempt = new Attempt(gateway);

    const { left, problems } = await attempt.abort({ target, uploads: uploads(3), limits: { concurrency: 1 } });

    expect([left, problems]).toEqual([[1, 2], [{ index: 0, reason: 'Interrupted' }]]);
  });

  it('gives up after five seconds what S3 keeps waiting, and says what it did', async () => {
    const gateway = new FakeGateway({
      abortUpload: async ({ key }, signal) => {
        if (key !== 'key-00001') return;
        attempt.cancel();
        await hang(signal);
      },
    });
    const attempt = new Attempt(gateway);
    const begun = attempt.clock.now();

    const { left, problems } = await attempt.abort({ target, uploads: uploads(4), limits: { concurrency: 1 } });

    expect([left, problems]).toEqual([[2, 3], [{ index: 1, reason: 'Interrupted' }]]);
    expect(attempt.clock.now() - begun).toBeGreaterThanOrEqual(5_000);
  });

  it('ends in any case after six seconds', async () => {
    const started = withResolvers();
    const gateway = new FakeGateway({
      abortUpload: () => {
        started.resolve();
        return new Promise(() => {});
      },
    });
    const attempt = new Attempt(gateway);

    const cancelled = attempt.abort({ target, uploads: [upload('a')], limits });
    await started.promise;
    attempt.cancel();

    await expect(cancelled).rejects.toBeInstanceOf(CancelledFailure);
  });
});

describe('an activity whose worker stops', () => {
  it('ends the requests in flight and starts no more', async () => {
    const ended: string[] = [];
    const started = withResolvers();
    const gateway = new FakeGateway({
      abortUpload: async ({ key }, signal) => {
        if (gateway.calls.length === limits.concurrency) started.resolve();
        await hang(signal).catch((reason) => {
          ended.push(key);
          throw reason;
        });
      },
    });
    const attempt = new Attempt(gateway);

    const cancelled = attempt.abort({ target, uploads: uploads(100), limits });
    await started.promise;
    attempt.shutDown();

    await expect(cancelled).rejects.toBeInstanceOf(CancelledFailure);
    expect(ended).toHaveLength(limits.concurrency);
    expect(gateway.calls).toHaveLength(limits.concurrency);
  });

  it('ends while it waits for its turn', async () => {
    const gateway = new FakeGateway({ listParts: (_upload, _after, signal) => hang(signal) });
    const attempt = new Attempt(gateway);

    const cancelled = attempt.verify({ target, uploads: uploads(9), limits: { concurrency: 2, requestsPerSecond: 1 } });
    attempt.shutDown();

    await expect(cancelled).rejects.toBeInstanceOf(CancelledFailure);
  });
});

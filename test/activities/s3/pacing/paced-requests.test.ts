import { AdaptiveRate } from '../../../../activities/s3/pacing/adaptive-rate.ts';
import { PacedRequests, type Try } from '../../../../activities/s3/pacing/paced-requests.ts';
import { RequestRate } from '../../../../activities/s3/pacing/request-rate.ts';
import { s3Failure } from '../../support/fake-gateway.ts';
import { patientSignal, VirtualClock } from '../../support/virtual-clock.ts';

function paced({ random = (): number => 1 } = {}) {
  const clock = new VirtualClock();
  const adaptiveRate = new AdaptiveRate(clock);
  const requestRate = new RequestRate(clock);
  const signal = patientSignal();
  return { clock, adaptiveRate, requests: new PacedRequests({ adaptiveRate, requestRate, clock, random, signal }) };
}

/** Fails with these codes, then succeeds. */
function failing(...codes: string[]): Try<string> {
  return async () => {
    const code = codes.shift();
    if (code) throw s3Failure(code);
    return 'answer';
  };
}

describe('a request', () => {
  it('is tried five times at most', async () => {
    const { requests } = paced();

    await expect(requests.send('abort', failing(...Array(9).fill('InternalError')))).rejects.toMatchObject({
      code: 'InternalError',
    });
    expect(requests.counts).toEqual({ abort: 5 });
  });

  it.each(['NoSuchUpload', 'AccessDenied', 'NoSuchBucket', 'PreconditionFailed'])(
    'that ends in %s is not tried again',
    async (code) => {
      const { requests } = paced();

      await expect(requests.send('abort', failing(code))).rejects.toMatchObject({ code });
      expect(requests.counts).toEqual({ abort: 1 });
    },
  );

  it('waits behind those that asked before it, unless it lists', async () => {
    const { requests } = paced();
    const order: string[] = [];
    const send = (operation: 'list' | 'abort' | 'listParts', name: string) =>
      requests.send(operation, async () => order.push(name));

    const first = [send('abort', 'abort'), send('abort', 'next abort')];
    await Promise.all([...first, send('list', 'list'), send('listParts', 'parts')]);

    expect(order).toEqual(['abort', 'list', 'next abort', 'parts']);
  });

  it('waits up to 100 ms before its second try, and up to twice as long before each further one', async () => {
    const { requests, clock } = paced();

    await requests.send('abort', failing('ECONNRESET', 'ECONNRESET', 'ECONNRESET', 'ECONNRESET'));

    expect(clock.now()).toBe(100 + 200 + 400 + 800);
  });

  it('waits longer when throttled', async () => {
    const { requests, clock } = paced();

    await requests.send('abort', failing('SlowDown', 'SlowDown'));

    expect(clock.now()).toBe(250 + 500);
  });

  it('waits for a random share of that time', async () => {
    const { requests, clock } = paced({ random: () => 0.25 });

    await requests.send('abort', failing('ECONNRESET'));

    expect(clock.now()).toBe(25);
  });
});

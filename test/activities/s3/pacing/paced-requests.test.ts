import { AdaptiveRate } from '../../../../activities/s3/pacing/adaptive-rate.ts';
import { PacedRequests, type Try } from '../../../../activities/s3/pacing/paced-requests.ts';
import { Patience } from '../../../../activities/s3/pacing/patience.ts';
import { RequestRate } from '../../../../activities/s3/pacing/request-rate.ts';
import { s3Failure, target } from '../../support/fake-gateway.ts';
import { patientSignal, VirtualClock } from '../../support/virtual-clock.ts';

function paced({ random = (): number => 1, milliseconds = 43_200_000, perSecond = Number.POSITIVE_INFINITY } = {}) {
  const clock = new VirtualClock();
  const adaptiveRate = new AdaptiveRate(clock);
  const requestRate = new RequestRate(clock, perSecond, 0);
  const signal = patientSignal();
  const patience = new Patience(clock, milliseconds);
  const requests = new PacedRequests({ adaptiveRate, requestRate, clock, patience, target, random, signal });
  return { clock, adaptiveRate, requests };
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

describe('a request that is not always wanted', () => {
  it('is asked about at every try, when it is its turn', async () => {
    const { requests } = paced();
    const asked: number[] = [];

    const answer = await requests.sendIf(
      { looks: 0, isWanted: async () => asked.push(requests.counts.abort ?? 0) > 0 },
      'abort',
      failing('ECONNRESET', 'SlowDown'),
    );

    expect([answer, asked]).toEqual(['answer', [0, 1, 2]]);
  });

  it('is neither made nor counted where it is not wanted', async () => {
    const { requests } = paced();

    const answer = await requests.sendIf({ looks: 1, isWanted: async () => false }, 'abort', failing('NoSuchBucket'));

    expect([answer, requests.counts]).toEqual([undefined, {}]);
  });

  it('has one turn with its looks, when the rate has room for all of them, and gives back what they leave', async () => {
    const { clock, requests } = paced({ perSecond: 10 });
    const times: number[] = [];
    // The pace of a new bucket adds 2 ms to each.
    const note = async () => times.push(Math.round(clock.now() / 100));
    const sendIf = (looks: number) =>
      requests.sendIf(
        { looks: 2, isWanted: async (its) => looks === 0 || (await its.sendOnce('listParts', note)) > 0 },
        'abort',
        note,
      );

    await sendIf(1);
    await sendIf(0);

    expect(times).toEqual([3, 3, 5]);
  });

  it('is tried again where the question fails', async () => {
    const { requests } = paced();
    const question = failing('SlowDown', 'ECONNRESET');

    const answer = await requests.sendIf(
      { looks: 1, isWanted: async (its) => (await its.sendOnce('listParts', question)) === 'answer' },
      'abort',
      failing(),
    );

    expect([answer, requests.counts]).toEqual(['answer', { listParts: 3, abort: 1, throttled: 1 }]);
  });
});

describe('an S3 that never answers', () => {
  const never = () => new Promise<never>(() => {});

  it('is given up after a minute, and asked again', async () => {
    const { clock, requests } = paced({ random: () => 0 });
    let tries = 0;

    const answer = await requests.send('list', async () => {
      tries += 1;
      return tries === 1 ? never() : 'answer';
    });

    expect([answer, clock.now()]).toEqual(['answer', 60_000]);
  });

  it.each([
    [45_000, 40_500, 1],
    [120_000, 115_000, 2],
  ])('fails an activity that has %d ms after %d, by name', async (milliseconds, after, tries) => {
    const { clock, requests } = paced({ random: () => 0, milliseconds });

    await expect(requests.send('list', never)).rejects.toMatchObject({ code: 'TimeoutError', type: 'S3Unavailable' });

    expect([clock.now(), requests.counts]).toEqual([after, { list: tries }]);
  });

  it('fails it, too, where each try ends by itself, with what the last one said', async () => {
    const { clock, requests } = paced({ random: () => 0, milliseconds: 45_000 });

    const failed = requests.send('list', async (signal) => {
      await clock.sleep(30_000, signal);
      throw s3Failure('ETIMEDOUT');
    });

    await expect(failed).rejects.toMatchObject({ type: 'S3Unavailable' });
    expect(clock.now()).toBe(40_500);
  });

  it('is asked nothing more once the time is over', async () => {
    const { requests } = paced({ random: () => 0, milliseconds: 45_000 });
    await requests.send('list', never).catch(() => {});

    await expect(requests.sendOnce('abort', async () => 'answer')).rejects.toMatchObject({ code: 'TimeoutError' });
    expect(requests.counts).toEqual({ list: 1 });
  });

  it('does not hold up those that it answers', async () => {
    const { clock, requests } = paced();
    const hanging = requests.sendOnce('list', never).catch(() => clock.now());

    const answered = await requests.send('abort', failing());

    expect([answered, clock.now(), await hanging]).toEqual(['answer', expect.any(Number), 60_000]);
  });
});

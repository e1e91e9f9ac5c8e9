import type { Target } from '../../../activities/contract.ts';
import { createConnect } from '../../../activities/frame/connections.ts';
import { FakeGateway, target } from '../support/fake-gateway.ts';
import { patientSignal, VirtualClock } from '../support/virtual-clock.ts';

describe('a limit of requests a second', () => {
  /** How long two activities, one on each target, need for 10 requests each; 10 a second are allowed. */
  const secondsFor = async (one: Target, other: Target, limits = [10, 10]) => {
    const clock = new VirtualClock();
    const connect = createConnect(() => new FakeGateway(), clock);
    const signal = patientSignal();
    const activity = async (of: Target, requestsPerSecond = 10) => {
      const { requestRate } = connect(of, { requestsPerSecond });
      for (let count = 0; count < 10; count += 1) await requestRate.turn(signal);
    };
    await Promise.all([activity(one, limits[0]), activity(other, limits[1])]);
    return clock.now() / 1_000;
  };

  it('is shared by all activities of a worker that work on one bucket', async () => {
    expect(await secondsFor(target, { ...target })).toBeCloseTo(1.9);
  });

  it.each([
    ['another bucket', { ...target, bucket: 'videos' }],
    ['the bucket of another connection', { ...target, connection: 'archive' }],
  ])('is not shared with %s', async (_, other) => {
    expect(await secondsFor(target, other)).toBeCloseTo(0.9);
  });

  it('that was changed is not held up by what the one before let start', async () => {
    expect(await secondsFor(target, target, [10, 1_000])).toBeCloseTo(0.9);
  });
});

describe('a bucket that the connection may not touch', () => {
  const connect = createConnect(
    () =>
      Object.assign(new FakeGateway(), {
        refusal: (bucket: string) => (bucket === 'prod' ? 'it is precious' : undefined),
      }),
    new VirtualClock(),
  );

  it('is refused before any request, with the connection and the reason', () => {
    const refused = () => connect({ connection: 'archive', bucket: 'prod' });

    expect(refused).toThrow('the connection "archive" of this worker may not touch the bucket prod: it is precious');
    expect(refused).toThrow(expect.objectContaining({ type: 'AccessDenied' }));
  });

  it('stops neither other buckets nor the question which there are', () => {
    for (const bucket of ['photos', '*']) expect(() => connect({ connection: 'archive', bucket })).not.toThrow();
  });
});

describe('the pace of a bucket', () => {
  const paceOf = (connect: ReturnType<typeof createConnect>, bucket: string) =>
    connect({ ...target, bucket }).adaptiveRate;

  it('is kept while the bucket is used, and let go after 500 others', () => {
    const connect = createConnect(() => new FakeGateway(), new VirtualClock());
    const [used, unused] = [paceOf(connect, 'used'), paceOf(connect, 'unused')];

    for (let number = 0; number < 500; number += 1) {
      paceOf(connect, `photos-${number}`);
      paceOf(connect, 'used');
    }

    expect(paceOf(connect, 'used')).toBe(used);
    expect(paceOf(connect, 'unused')).not.toBe(unused);
  });
});

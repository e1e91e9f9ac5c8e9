import { createConnect } from '../../../activities/frame/connections.ts';
import { FakeGateway, target } from '../support/fake-gateway.ts';
import { patientSignal, VirtualClock } from '../support/virtual-clock.ts';

describe('a limit of requests a second', () => {
  const clock = new VirtualClock();
  const connect = createConnect(() => new FakeGateway(), clock);
  const signal = patientSignal();

  /** How long an activity needs for 10 requests. */
  const secondsFor = async (requestsPerSecond: number) => {
    const begun = clock.now();
    const { requestRate } = connect(target, { requestsPerSecond });
    for (let count = 0; count < 10; count += 1) await requestRate.turn(signal);
    return (clock.now() - begun) / 1_000;
  };

  it('is that of one activity: the job has given each its part', async () => {
    expect(await Promise.all([secondsFor(10), secondsFor(20)])).toEqual([expect.closeTo(1), expect.closeTo(0.5)]);
  });

  it('holds between two activities, too: the first request waits as long as all others', async () => {
    const begun = clock.now();
    for (let activity = 0; activity < 5; activity += 1)
      await connect(target, { requestsPerSecond: 2 }).requestRate.turn(signal);

    expect((clock.now() - begun) / 1_000).toBeCloseTo(2.5);
  });

  it('is none where the job has none', () => {
    expect(connect(target).requestRate.isFree).toBe(true);
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

import { RequestRate, requestsWaiting } from '../../../../activities/s3/pacing/request-rate.ts';
import { patientSignal, VirtualClock } from '../../support/virtual-clock.ts';

const patient = patientSignal();

/** Its timers ring 0 to 2 ms late, as those of the system do. */
class LateClock extends VirtualClock {
  #sleeps = 0;

  override sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.#sleeps += 1;
    return super.sleep(Math.ceil(ms) + (this.#sleeps % 3), signal);
  }
}

it.each([1, 7, 100, 3_500])('spreads %i starts a second evenly', async (perSecond) => {
  const clock = new VirtualClock();
  const rate = new RequestRate(clock, perSecond);
  const starts = await Promise.all(Array.from({ length: 50 }, () => rate.turn(patient).then(() => clock.now())));

  const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));

  for (const gap of gaps) expect(gap).toBeCloseTo(1_000 / perSecond, 3);
});

it('does not make up for a long rest by a burst', async () => {
  const clock = new VirtualClock();
  const rate = new RequestRate(clock, 10);
  await rate.turn(patient);
  await clock.sleep(60_000, patient);
  const restedAt = clock.now();

  await Promise.all(Array.from({ length: 11 }, () => rate.turn(patient)));

  expect(clock.now() - restedAt).toBeGreaterThanOrEqual(900);
});

it('holds on average although timers ring late, within five per cent', async () => {
  const clock = new LateClock();
  const rate = new RequestRate(clock, 1_000);

  await Promise.all(Array.from({ length: 1_000 }, () => rate.turn(patient)));

  expect(clock.now()).toBeGreaterThan(950);
  expect(clock.now()).toBeLessThan(1_050);
});

it('does not delay where there is no limit', async () => {
  const clock = new VirtualClock();

  await new RequestRate(clock).turn(patient);

  expect(clock.now()).toBe(0);
});

it.each([false, true])(
  'lets go of those who wait when they are cancelled, and serves the others (urgent: %s)',
  async (isUrgent) => {
    const clock = new VirtualClock();
    const rate = new RequestRate(clock, 1);
    const controller = new AbortController();
    const reason = new Error('cancelled');
    await rate.turn(patient);
    const cancelled = [rate.turn(controller.signal), rate.turn(controller.signal, true)];
    const next = rate.turn(patient, isUrgent);

    controller.abort(reason);

    await expect(Promise.allSettled(cancelled)).resolves.toEqual(Array(2).fill({ status: 'rejected', reason }));
    await next;
    expect(clock.now()).toBe(1_000);
  },
);

it('serves whoever comes after all that waited were cancelled', async () => {
  const clock = new VirtualClock();
  const rate = new RequestRate(clock, 1);
  const controller = new AbortController();
  await rate.turn(patient);
  const cancelled = rate.turn(controller.signal).catch(() => {});
  controller.abort(new Error('cancelled'));
  await cancelled;

  await rate.turn(patient);

  expect(clock.now()).toBe(1_000);
});

it('lets an urgent request start before those that wait, by turns where there are several', async () => {
  const rate = new RequestRate(new VirtualClock(), 10);
  const order: string[] = [];
  const ask = (name: string, isUrgent?: boolean) => rate.turn(patient, isUrgent).then(() => order.push(name));

  await Promise.all([ask('first'), ask('second'), ask('third'), ask('urgent', true), ask('urgent, too', true)]);

  expect(order).toEqual(['first', 'urgent', 'second', 'urgent, too', 'third']);
});

it('gives a turn of several requests when there has been time for all of them', async () => {
  const clock = new VirtualClock();
  const rate = new RequestRate(clock, 10, 0);
  const starts: number[] = [];
  const turn = (requests: number) => rate.turn(patient, false, requests).then(() => starts.push(clock.now()));

  await Promise.all([turn(3), turn(1), turn(2)]);

  expect(starts).toEqual([300, 400, 600]);
});

it('lets what is paid ahead start at once, and what comes on top at the cost of those that wait', async () => {
  const clock = new VirtualClock();
  const rate = new RequestRate(clock, 10, 0);
  await rate.turn(patient, false, 3);
  const paid = rate.paidAhead(2);
  const next = rate.turn(patient);

  for (let request = 0; request < 4; request += 1) await paid.turn(patient);

  expect(clock.now()).toBe(300);
  await next;
  expect(clock.now()).toBe(600);
});

it('lets those that wait start sooner by what was paid ahead and not made', async () => {
  const clock = new VirtualClock();
  const rate = new RequestRate(clock, 10, 0);
  await rate.turn(patient, false, 4);
  const paid = rate.paidAhead(3);
  await paid.turn(patient);

  paid.giveBack(1);

  await rate.turn(patient, false, 4);
  expect(clock.now()).toBe(500);
});

it('starts nothing that is paid ahead once that is cancelled', async () => {
  const paid = new RequestRate(new VirtualClock(), 10).paidAhead(1);

  await expect(paid.turn(AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
});

it('takes up a change of its pace', async () => {
  const clock = new VirtualClock();
  const rate = new RequestRate(clock, 1);
  const turns = [1, 2, 3, 4].map(() => rate.turn(patient));
  await turns[1];

  rate.perSecond = 1_000;
  await turns[3];

  expect(clock.now()).toBeLessThan(2_100);
});

it('knows how many requests wait for their turn: not those that were served or gave up', async () => {
  const rate = new RequestRate(new VirtualClock(), 10);
  const controller = new AbortController();
  const turns = [rate.turn(patient), rate.turn(patient), rate.turn(controller.signal)];
  // The first has its turn already.
  expect(requestsWaiting()).toBe(2);

  controller.abort(new Error('cancelled'));

  await Promise.allSettled(turns);
  expect(requestsWaiting()).toBe(0);
});

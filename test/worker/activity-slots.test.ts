import { ActivitySlots, busyShareOfLoop } from '../../worker/activity-slots.ts';
import { VirtualClock } from '../activities/support/virtual-clock.ts';

const USED = { slotInfo: { type: 'activity', activityType: 'abortUploads' } } as const;
const UNUSED = {};

let waiting: number;
let busyLooks: number;
let clock: VirtualClock;
let slots: ActivitySlots;
let shutdown: AbortController;
beforeEach(() => {
  waiting = 0;
  busyLooks = 0;
  const busyShare = () => (busyLooks-- > 0 ? 1 : 0);
  clock = new VirtualClock();
  slots = new ActivitySlots({ requestsWaiting: () => waiting, busyShare }, clock);
  shutdown = new AbortController();
});

test('a worker asks for one task at a time', async () => {
  await reserve();
  const second = watch(reserve());

  expect(await second.isReserved()).toBe(false);
  slots.markSlotUsed();
  expect(await second.isReserved()).toBe(true);
});

test('a worker that asked in vain may ask again', async () => {
  await reserve();
  const second = watch(reserve());

  slots.releaseSlot(UNUSED);

  expect(await second.isReserved()).toBe(true);
});

test('a worker has 16 activities at most, and takes another when one has ended', async () => {
  for (let count = 0; count < 16; count += 1) await use();
  const next = reserve();
  expect(await watch(next).isReserved()).toBe(false);

  slots.releaseSlot(USED);

  expect(await timeOf(next)).toBe(25);
});

test('a worker with nothing to do asks at once, whatever waits', async () => {
  waiting = 1_000;

  expect(await watch(reserve()).isReserved()).toBe(true);
});

test('a worker whose requests wait leaves tasks to others, the longer the more it has', async () => {
  await use();
  waiting = 1;
  expect(await timeOf(reserve())).toBe(50);

  slots.markSlotUsed();
  expect(await timeOf(reserve())).toBe(100);
});

test('a worker that caught up asks at once', async () => {
  await use();
  waiting = 1;
  const next = timeOf(reserve());

  waiting = 0;

  expect(await next).toBe(25);
});

test('a worker without time for more has three activities, and takes another once it has time', async () => {
  busyLooks = Number.POSITIVE_INFINITY;
  for (let count = 0; count < 3; count += 1) expect(await timeOf(use())).toBe(0);

  // The first look is at the time before.
  busyLooks = 5;

  expect(await timeOf(reserve())).toBe(125);
});

test('a worker without time for more takes another once it has fewer than three', async () => {
  busyLooks = Number.POSITIVE_INFINITY;
  for (let count = 0; count < 3; count += 1) await use();
  const next = reserve();
  expect(await watch(next).isReserved()).toBe(false);

  slots.releaseSlot(USED);

  await next;
});

test('a task that comes with an answer is taken by a worker that has fewer than three', async () => {
  for (let count = 0; count < 3; count += 1) {
    expect(slots.tryReserveSlot()).not.toBeNull();
    slots.markSlotUsed();
  }

  expect(slots.tryReserveSlot()).toBeNull();
});

test('a thread that computes is busy', async () => {
  const busyShare = busyShareOfLoop();
  const begun = performance.now();
  while (performance.now() - begun < 20);
  await new Promise(setImmediate);
  expect(busyShare()).toBeGreaterThan(0.5);
});

test('a task that comes with an answer is taken unless requests wait or one is asked for', async () => {
  expect(slots.tryReserveSlot()).not.toBeNull();
  expect(slots.tryReserveSlot()).toBeNull();
  slots.markSlotUsed();
  waiting = 1;
  expect(slots.tryReserveSlot()).toBeNull();
});

test('a shutdown ends the waiting and leaves nothing reserved', async () => {
  await use();
  waiting = 1;
  const reservations = [reserve(), reserve()];

  shutdown.abort(new Error('shutdown'));

  for (const reservation of reservations) await expect(reservation).rejects.toBe(shutdown.signal.reason);
  shutdown = new AbortController();
  waiting = 0;
  expect(await watch(reserve()).isReserved()).toBe(true);
});

const reserve = () => slots.reserveSlot(undefined, shutdown.signal);

async function use(): Promise<void> {
  await reserve();
  slots.markSlotUsed();
}

async function timeOf(reservation: Promise<unknown>): Promise<number> {
  const before = clock.now();
  await reservation;
  return clock.now() - before;
}

/** `isReserved`: once everything that was due has happened. */
function watch(reservation: Promise<unknown>) {
  let reserved = false;
  void reservation.then(() => {
    reserved = true;
  });
  const isReserved = async (): Promise<boolean> => {
    await new Promise(setImmediate);
    return reserved;
  };
  return { isReserved };
}

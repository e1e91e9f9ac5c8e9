import { EventEmitter, once } from 'node:events';
import type { ActivitySlotInfo, CustomSlotSupplier, SlotPermit, SlotReleaseContext } from '@temporalio/worker';
import { type Clock, systemClock } from '../activities/index.ts';

/** Activities at once. Each has up to 64 requests in flight. */
const MOST = 16;

/** So many keep a thread at work for which S3 is fast enough. More would only keep each other waiting, in memory. */
const ENOUGH = 3;

/** From this share of the time on, the thread has none left for another activity. */
const BUSY = 0.95;

/** A worker whose requests wait hesitates before it asks for a task: so long for each activity that it has. */
const HESITATION_MS = 50;
const LOOK_EVERY_MS = 25;

/** What tells whether this process could do more. */
export interface Load {
  /** How many of its requests wait for their turn. */
  requestsWaiting(): number;
  /** For which share of the time since it was last asked its thread had something to do. */
  busyShare(): number;
}

/**
 * Spreads activities over workers, and gives this one no more than it has CPU for. Without this, one worker may hold all
 * pages while others have nothing to do. So a worker asks for one task at a time, and it asks late while its requests wait
 * for their turn: an idle worker then gets the task.
 */
export class ActivitySlots implements CustomSlotSupplier<ActivitySlotInfo> {
  readonly type = 'custom';
  readonly #load: Load;
  readonly #clock: Clock;
  readonly #changes = new EventEmitter();
  #asking = false;
  #used = 0;

  constructor(load: Load, clock = systemClock) {
    this.#load = load;
    this.#clock = clock;
    // Each poller of the worker waits here.
    this.#changes.setMaxListeners(0);
  }

  /** Rejects with the signal's reason when the worker shuts down. */
  async reserveSlot(_: unknown, signal: AbortSignal): Promise<SlotPermit> {
    try {
      while (!this.#mayAsk) await once(this.#changes, 'change', { signal });
      this.#asking = true;
      if (this.#used >= ENOUGH) await this.#waitForTime(signal);
      await this.#hesitate(signal);
      return {};
    } catch {
      throw signal.reason;
    }
  }

  /** For a task that the server may send with its answer to another. Takes it only while no request waits. */
  tryReserveSlot(): SlotPermit | null {
    if (!this.#mayAsk || this.#used >= ENOUGH || this.#load.requestsWaiting() > 0) return null;
    this.#asking = true;
    return {};
  }

  markSlotUsed(): void {
    this.#used += 1;
    this.#stopAsking();
  }

  releaseSlot({ slotInfo }: Pick<SlotReleaseContext<ActivitySlotInfo>, 'slotInfo'>): void {
    if (slotInfo) this.#used -= 1;
    else this.#asking = false;
    this.#changes.emit('change');
  }

  get #mayAsk(): boolean {
    return !this.#asking && this.#used < MOST;
  }

  #stopAsking(): void {
    this.#asking = false;
    this.#changes.emit('change');
  }

  async #waitForTime(signal: AbortSignal): Promise<void> {
    // What was before its last activity says nothing.
    this.#load.busyShare();
    do await this.#sleep(signal);
    while (this.#used >= ENOUGH && this.#load.busyShare() >= BUSY);
  }

  async #hesitate(signal: AbortSignal): Promise<void> {
    for (let left = this.#used * HESITATION_MS; left > 0 && this.#load.requestsWaiting() > 0; left -= LOOK_EVERY_MS) {
      await this.#sleep(signal);
    }
  }

  async #sleep(signal: AbortSignal): Promise<void> {
    try {
      await this.#clock.sleep(LOOK_EVERY_MS, signal);
    } catch (error) {
      this.#stopAsking();
      throw error;
    }
  }
}

/** How busy the event loop of this thread is, with its garbage collection. */
export function busyShareOfLoop(): () => number {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
}

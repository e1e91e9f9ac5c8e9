import { EventEmitter, once } from 'node:events';
import type { ActivitySlotInfo, CustomSlotSupplier, SlotPermit, SlotReleaseContext } from '@temporalio/worker';
import { type Clock, systemClock } from '../activities/index.ts';

/** Activities at once: each has up to 64 requests in flight. */
const MOST = 16;

/** For each activity that it has, a worker whose requests wait leaves the next one so long to others. */
const HESITATION_MS = 50;
const LOOK_EVERY_MS = 25;

/**
 * Spreads activities over workers. A worker asks for one task at a time, and while its requests wait for their turn it
 * asks late, so that one with nothing to do gets the task: else one worker may hold all pages and others wait for none.
 */
export class ActivitySlots implements CustomSlotSupplier<ActivitySlotInfo> {
  readonly type = 'custom';
  readonly #requestsWaiting: () => number;
  readonly #clock: Clock;
  readonly #changes = new EventEmitter();
  #asking = false;
  #used = 0;

  /** `requestsWaiting`: for their turn, in this process. */
  constructor(requestsWaiting: () => number, clock = systemClock) {
    this.#requestsWaiting = requestsWaiting;
    this.#clock = clock;
    // Each poller of the worker waits here.
    this.#changes.setMaxListeners(0);
  }

  /** Rejects with the signal's reason when the worker shuts down. */
  async reserveSlot(_: unknown, signal: AbortSignal): Promise<SlotPermit> {
    try {
      while (!this.#mayAsk) await once(this.#changes, 'change', { signal });
      this.#asking = true;
      await this.#hesitate(signal);
      return {};
    } catch {
      throw signal.reason;
    }
  }

  /** For a task that comes with the answer to another: there is no use in leaving it to others. */
  tryReserveSlot(): SlotPermit | null {
    if (!this.#mayAsk || this.#requestsWaiting() > 0) return null;
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

  async #hesitate(signal: AbortSignal): Promise<void> {
    try {
      for (let left = this.#used * HESITATION_MS; left > 0 && this.#requestsWaiting() > 0; left -= LOOK_EVERY_MS) {
        await this.#clock.sleep(LOOK_EVERY_MS, signal);
      }
    } catch (error) {
      this.#stopAsking();
      throw error;
    }
  }
}

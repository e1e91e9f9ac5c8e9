import { EventEmitter, once } from 'node:events';
import type { ActivitySlotInfo, CustomSlotSupplier, SlotPermit, SlotReleaseContext } from '@temporalio/worker';
import { type Clock, systemClock } from '../activities/index.ts';

/** Activities at once. Each has up to 64 requests in flight. */
const MOST = 16;

/** A worker whose requests wait hesitates before it asks for a task: so long for each activity that it has. */
const HESITATION_MS = 50;
const LOOK_EVERY_MS = 25;

/**
 * Spreads activities over workers. Without this, one worker may hold all pages while others have nothing to do. So a
 * worker asks for one task at a time, and it asks late while its requests wait for their turn: an idle worker then gets
 * the task.
 */
export class ActivitySlots implements CustomSlotSupplier<ActivitySlotInfo> {
  readonly type = 'custom';
  readonly #requestsWaiting: () => number;
  readonly #clock: Clock;
  readonly #changes = new EventEmitter();
  #asking = false;
  #used = 0;

  /** `requestsWaiting`: how many requests of this process wait for their turn. */
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

  /** For a task that the server may send with its answer to another. Takes it only while no request waits. */
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

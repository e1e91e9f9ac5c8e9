import type { Attempt } from './attempt.ts';
import { current, simulation } from './current.ts';

const RealDate = Date;

/** The clock of the simulation. */
class VirtualDate extends RealDate {
  constructor(...args: [] | [number | string | Date]) {
    if (args.length === 0) super(simulation.scheduler.now);
    else super(args[0]);
  }

  static override now(): number {
    return simulation.scheduler.now;
  }
}

type Listener = () => void;

/**
 * As much of AbortSignal as the activities use. It knows which attempt made it: an answer to a request with this signal is an
 * answer to that attempt, even where a pace that several share let the request start. And it is ten times as fast.
 */
export class VirtualSignal {
  readonly owner: Attempt | undefined = current.attempt;
  aborted = false;
  reason: unknown;
  #listeners: Listener[] | undefined;

  addEventListener(_: 'abort', listener: Listener, options?: { signal?: VirtualSignal }): void {
    this.#listeners ??= [];
    this.#listeners.push(listener);
    options?.signal?.addEventListener('abort', () => this.removeEventListener('abort', listener));
  }

  removeEventListener(_: 'abort', listener: Listener): void {
    const at = this.#listeners?.indexOf(listener) ?? -1;
    if (at >= 0) this.#listeners?.splice(at, 1);
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  /** Each listener is called at most once in any case. */
  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const listeners = this.#listeners ?? [];
    this.#listeners = undefined;
    for (const listener of listeners) listener();
  }
}

// So that setMaxListeners of node:events takes it.
Object.assign(VirtualSignal, { [Symbol.for('nodejs.event_target')]: true });

const ABORTED = Object.assign(new Error('This operation was aborted'), { name: 'AbortError' });

export class VirtualController {
  readonly signal = new VirtualSignal();

  abort(reason: unknown = ABORTED): void {
    this.signal.abort(reason);
  }
}

/** Puts the virtual clock and signals in the place of Node's, for all code of this process. */
export function replaceGlobals(): void {
  Object.assign(globalThis, { Date: VirtualDate, AbortController: VirtualController, AbortSignal: VirtualSignal });
}

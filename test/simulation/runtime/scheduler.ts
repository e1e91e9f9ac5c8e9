import { setFlagsFromString } from 'node:v8';

/** One thing that will happen. */
export interface Due {
  readonly at: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** Runs all microtasks before it returns: the whole simulation is one synchronous function. */
export const drainMicrotasks: () => void = (() => {
  setFlagsFromString('--allow-natives-syntax');
  return new Function('%PerformMicrotaskCheckpoint()') as () => void;
})();

/** The virtual clock and what is due. Exactly one thing happens at a time; its microtasks run before the next one. */
export class Scheduler {
  /** Milliseconds since the epoch. */
  now: number;
  happened = 0;
  readonly #heap: Due[] = [];
  readonly #tieBreak: () => number;
  readonly #before: () => void;

  /** `tieBreak` orders what is due at the same time; `before` is called before each thing that happens. */
  constructor(now: number, tieBreak: () => number, before: () => void) {
    this.now = now;
    this.#tieBreak = tieBreak;
    this.#before = before;
  }

  after(milliseconds: number, run: () => void): Due {
    const due = { at: this.now + Math.max(0, milliseconds), order: this.#tieBreak(), run };
    this.#push(due);
    return due;
  }

  /** Lets things happen while `goesOn`; answers false where nothing is due any more. */
  run(goesOn: () => boolean): boolean {
    while (goesOn()) {
      const due = this.#pop();
      if (!due) return false;
      if (!due.run) continue;
      this.now = due.at;
      this.happened += 1;
      this.#before();
      due.run();
      drainMicrotasks();
    }
    return true;
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.push(due) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Due;
      if (!isBefore(due, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = due;
  }

  #pop(): Due | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!last || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Due, heap[child] as Due)) child += 1;
      if (!isBefore(heap[child] as Due, last)) break;
      heap[at] = heap[child] as Due;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

export function cancel(due: Due | undefined): void {
  if (due) due.run = undefined;
}

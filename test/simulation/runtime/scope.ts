import { CancelledFailure } from '@temporalio/common';
import { theRun } from './current.ts';

type Listener = (failure: CancelledFailure) => void;

/**
 * CancellationScope of @temporalio/workflow. The current scope is that of the synchronous part of `run`: that is where the
 * workflows begin activities and timers. Past an `await` within a scope, the scope of the run is the current one.
 */
export class CancellationScope {
  readonly cancellable: boolean;
  failure: CancelledFailure | undefined;
  readonly #listeners = new Set<Listener>();

  constructor({ cancellable = true, parent = CancellationScope.current() }: Options = {}) {
    this.cancellable = cancellable;
    if (parent === NO_PARENT) return;
    if (parent.consideredCancelled) this.failure = parent.failure;
    else parent.onCancel((failure) => this.#cancelled(failure));
  }

  static current(): CancellationScope {
    return theRun().scope;
  }

  static nonCancellable<Value>(work: () => Promise<Value>): Promise<Value> {
    return new CancellationScope({ cancellable: false }).run(work);
  }

  get consideredCancelled(): boolean {
    return this.cancellable && this.failure !== undefined;
  }

  run<Value>(work: () => Promise<Value>): Promise<Value> {
    const run = theRun();
    const before = run.scope;
    run.scope = this;
    try {
      return (async () => await work())();
    } finally {
      run.scope = before;
    }
  }

  cancel(message = 'Cancellation scope cancelled'): void {
    this.#cancelled(new CancelledFailure(message));
  }

  /** Answers a function that listens no more. At once where the scope is cancelled already. */
  onCancel(listener: Listener): () => void {
    if (this.consideredCancelled) listener(this.failure as CancelledFailure);
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #cancelled(failure: CancelledFailure): void {
    if (this.failure) return;
    this.failure = failure;
    if (!this.cancellable) return;
    for (const listener of [...this.#listeners]) listener(failure);
    this.#listeners.clear();
  }
}

/** Of the scope that a run begins with. */
export const NO_PARENT = {} as CancellationScope;

interface Options {
  cancellable?: boolean;
  parent?: CancellationScope;
}

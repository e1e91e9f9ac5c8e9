import { CancelledFailure, ChildWorkflowFailure, RetryState, TerminatedFailure } from '@temporalio/common';
import { simulation } from './current.ts';
import { acrossTheWire, copyOf } from './failures.ts';
import { Run } from './run.ts';

export interface Ending {
  how: 'completed' | 'failed' | 'cancelled' | 'terminated';
  result?: unknown;
  error?: unknown;
}

/** A workflow by its ID: a chain of runs. */
export class Execution {
  readonly id: string;
  readonly type: string;
  readonly startedAt = simulation.scheduler.now;
  readonly parent: Run | undefined;
  readonly children = new Set<Execution>();
  runs = 0;
  run: Run;
  ending: Ending | undefined;
  readonly #onEnd: (ending: Ending) => void;

  constructor(id: string, type: string, args: unknown[], parent?: Run, onEnd: (ending: Ending) => void = () => {}) {
    this.id = id;
    this.type = type;
    this.parent = parent;
    this.#onEnd = onEnd;
    this.run = this.#newRun(args);
  }

  get isRunning(): boolean {
    return this.ending === undefined;
  }

  complete(result: unknown): void {
    this.#end({ how: 'completed', result: copyOf(result) });
  }

  fail(error: unknown, how: 'failed' | 'cancelled'): void {
    this.#end({ how, error: how === 'cancelled' ? new CancelledFailure('Workflow cancelled') : acrossTheWire(error) });
  }

  continueAsNew(args: unknown[]): void {
    simulation.server.trace(`${this.id} continues as run ${this.runs + 1}`);
    this.#terminateChildren();
    this.run = this.#newRun(args);
  }

  cancel(): void {
    if (!this.isRunning) return;
    const { run } = this;
    run.message(() => run.root.cancel('Workflow cancelled'));
  }

  terminate(): void {
    if (!this.isRunning) return;
    this.run.isClosed = true;
    this.#end({ how: 'terminated', error: new TerminatedFailure('by parent close policy') });
  }

  #newRun(args: unknown[]): Run {
    this.runs += 1;
    return new Run(this, simulation.server.workflow(this.type), copyOf(args));
  }

  #end(ending: Ending): void {
    this.ending = ending;
    simulation.server.ended(this);
    this.#terminateChildren();
    this.#onEnd(ending);
  }

  /** The parent close policy; children do not outlive the run that began them. */
  #terminateChildren(): void {
    for (const child of this.children) child.terminate();
    this.children.clear();
  }
}

/** How the parent learns of it. */
export function asChildFailure({ id, type, ending }: Execution): ChildWorkflowFailure {
  const cause = acrossTheWire(ending?.error);
  return new ChildWorkflowFailure(undefined, { workflowId: id, runId: '' }, type, RetryState.IN_PROGRESS, cause);
}

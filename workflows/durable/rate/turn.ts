import { condition, getExternalWorkflowHandle } from '@temporalio/workflow';
import type { LimitsInForce } from '../contract.ts';
import { turnOverSignal, turnWantedSignal } from '../messages.ts';

/** When one of a job's workflows may ask S3. */
export interface Turn {
  /** Returns when an activity may begin. */
  take(): Promise<void>;
  /** An activity has ended, or did not begin. */
  done(): void;
  /** The workflow waits now, and asks S3 nothing meanwhile. */
  rest(): void;
}

/** Of a range. True: it has its turn. False: it is going to be given it. Absent: it has not asked for it. */
export interface TurnState {
  turn?: boolean;
  readonly limits: LimitsInForce;
}

/** The turn of a range: its parent gives it, and it is over when the range has nothing to ask for a while. */
export class TurnOfRange implements Turn {
  readonly #state: TurnState;
  readonly #workflowId: string;
  readonly #parentId: string;
  /** Of two signals on their way, the later one may come first. */
  #told: Promise<void> = Promise.resolve();

  constructor(state: TurnState, workflowId: string, parentId: string) {
    this.#state = state;
    this.#workflowId = workflowId;
    this.#parentId = parentId;
  }

  given(): void {
    this.#state.turn = true;
  }

  async take(): Promise<void> {
    if (this.#state.turn === undefined) {
      this.#state.turn = false;
      this.#tell(turnWantedSignal);
    }
    // `tune` may lift the rate meanwhile.
    await condition(() => this.#state.turn === true || this.#state.limits.requestsPerSecond === null);
  }

  done(): void {
    // It goes on with the next page.
  }

  rest(): void {
    if (!this.#state.turn) return;
    delete this.#state.turn;
    this.#tell(turnOverSignal);
  }

  #tell(message: typeof turnOverSignal): void {
    const parent = getExternalWorkflowHandle(this.#parentId);
    // A parent that has ended needs no telling: Temporal ends its ranges with it.
    this.#told = this.#told.then(() => parent.signal(message, this.#workflowId)).catch(() => {});
  }
}

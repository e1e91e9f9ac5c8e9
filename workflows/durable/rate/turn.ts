import { condition, getExternalWorkflowHandle } from '@temporalio/workflow';
import type { LimitsInForce } from '../contract.ts';
import { turnOverSignal, turnWantedSignal } from '../messages.ts';

/** Of a range. */
export interface TurnState {
  /** In its turn, its share of the job's rate. False: it is going to be given it. Absent: it has not asked for it. */
  turn?: number | false;
  readonly limits: Pick<LimitsInForce, 'requestsPerSecond'>;
}

/** The turn of a range: its parent gives it, and it is over when the range has nothing to ask for a while. */
export class Turn {
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

  /** Its parent has said so. */
  given(share: number): void {
    this.#state.turn = share;
  }

  /** Of the job's rate: all of it where the range does not need its turn. */
  get share(): number {
    return this.#state.turn || 1;
  }

  /** Returns when the range may ask S3. */
  async take(): Promise<void> {
    if (this.#state.turn === undefined) {
      this.#state.turn = false;
      this.#tell(turnWantedSignal);
    }
    // `tune` may lift the rate meanwhile.
    await condition(() => Boolean(this.#state.turn) || this.#state.limits.requestsPerSecond === null);
  }

  /** The range waits now, and asks S3 nothing meanwhile. */
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

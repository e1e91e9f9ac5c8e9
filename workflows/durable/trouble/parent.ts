import { getExternalWorkflowHandle } from '@temporalio/workflow';
import type { Trouble } from '../contract.ts';
import { troubleSignal } from '../messages.ts';

/** A parent that shows the trouble of its children. It is told when trouble begins, and when it has ended. */
export class Parent {
  readonly #parentId: string;
  readonly #workflowId: string;
  #isTold = false;
  /** Of two signals on their way, the later one may come first. */
  #sent: Promise<void> = Promise.resolve();

  /** `workflowId` is that of the child. */
  constructor(parentId: string, workflowId: string) {
    this.#parentId = parentId;
    this.#workflowId = workflowId;
  }

  /** Costs nothing while nothing changes. */
  tell(trouble: Trouble | undefined): void {
    const isTroubled = trouble !== undefined;
    if (isTroubled === this.#isTold) return;
    this.#isTold = isTroubled;
    const parent = getExternalWorkflowHandle(this.#parentId);
    const signal = () => parent.signal(troubleSignal, this.#workflowId, trouble ?? null);
    // A parent that has ended needs no telling.
    this.#sent = this.#sent.then(signal).catch(() => {});
  }
}

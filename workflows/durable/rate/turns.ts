import { condition } from '@temporalio/workflow';
import type { Turn } from './turn.ts';

/** Stands for the job itself, beside the workflow IDs of its ranges. */
const JOB = '';

/**
 * The turns of a job that holds to a rate: either the job or one of its ranges asks S3, with the whole rate. While a range lets parts
 * land, another has its turn, so the rate is used all the time. Whoever waits longest comes next.
 */
export class Turns implements Turn {
  #holder: string | undefined;
  readonly #waiting: string[] = [];
  /** Activities of the job itself. */
  #underWay = 0;
  readonly #give: (workflowId: string) => void;

  /** `give` tells a range that it has its turn. */
  constructor(give: (workflowId: string) => void) {
    this.#give = give;
  }

  /** True where the range has its turn at once. Else it gets it later, without asking again. */
  want(workflowId: string): boolean {
    if (this.#holder === undefined) this.#holder = workflowId;
    else if (!this.has(workflowId) && !this.#waiting.includes(workflowId)) this.#waiting.push(workflowId);
    return this.has(workflowId);
  }

  has(workflowId: string): boolean {
    return this.#holder === workflowId;
  }

  /** The range asks S3 nothing for a while, or never again. */
  over(workflowId: string): void {
    const place = this.#waiting.indexOf(workflowId);
    if (place >= 0) this.#waiting.splice(place, 1);
    if (!this.has(workflowId)) return;
    this.#holder = this.#waiting.shift();
    if (this.#holder !== undefined && this.#holder !== JOB) this.#give(this.#holder);
  }

  async take(): Promise<void> {
    this.#underWay += 1;
    if (this.want(JOB)) return;
    try {
      await condition(() => this.has(JOB));
    } catch (error) {
      this.done();
      throw error;
    }
  }

  done(): void {
    this.#underWay -= 1;
    if (this.#underWay === 0) this.over(JOB);
  }

  rest(): void {
    // Its turn ends with each activity.
  }
}

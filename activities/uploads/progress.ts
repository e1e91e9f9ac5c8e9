import { activityInfo } from '@temporalio/activity';
import { inRanges, positionsIn } from '../../domain/positions.ts';

/** What a heartbeat calls the uploads that are done with. */
export type Verb = 'aborted' | 'verified' | 'inspected';

/**
 * How far an activity has come: up to this place in its input, every upload is done and needs no report, and so are some behind
 * it. A retry does the others, and those that have something to report, because the results died with the attempt. It must not
 * ask anew about one that is done: once an abort was accepted, a late part may make the upload look like one that is being written.
 */
export class Progress {
  /** Where this attempt begins. */
  readonly start: number;
  readonly #verb: Verb;
  readonly #of: number;
  /** Behind the place. */
  readonly #done: Set<number>;
  #reached: number;

  /** `startsOver`: a retry needs what is done, too. `before`: what an activity said that failed. */
  constructor(verb: Verb, of: number, { startsOver, before }: { startsOver?: boolean; before?: object } = {}) {
    this.#verb = verb;
    this.#of = of;
    const told = (startsOver ? {} : (activityInfo().heartbeatDetails ?? before ?? {})) as Record<string, unknown>;
    this.start = placeIn(told[verb], of);
    this.#reached = this.start;
    this.#done = new Set(typeof told.and === 'string' ? positionsIn(told.and, of) : []);
  }

  /** Done by an attempt before this one. */
  isDone(index: number): boolean {
    return this.#done.has(index);
  }

  done(index: number): void {
    this.#done.add(index);
    while (this.#done.delete(this.#reached)) this.#reached += 1;
  }

  /** For a person to read: `{ aborted: 400, and: '402-430 433', of: 1000 }`. */
  get details(): Record<string, number | string> {
    const and = this.#done.size > 0 && { and: inRanges([...this.#done].sort((a, b) => a - b)) };
    return { [this.#verb]: this.#reached, ...and, of: this.#of };
  }
}

function placeIn(told: unknown, of: number): number {
  return typeof told === 'number' && Number.isInteger(told) && told >= 0 && told <= of ? told : 0;
}

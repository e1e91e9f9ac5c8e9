import { activityInfo } from '@temporalio/activity';

/** What a heartbeat calls the uploads that are done with. */
export type Verb = 'aborted' | 'verified' | 'inspected';

/**
 * How far an activity has come: up to this place in its input, every upload is done and needs no report. A retry goes
 * on from there. It does everything behind that place again, because the results died with the worker.
 */
export class Progress {
  /** Where this attempt begins. */
  readonly start: number;
  readonly #verb: Verb;
  readonly #of: number;
  readonly #done = new Set<number>();
  #reached: number;

  /** `startsOver`: a retry needs what is done, too. */
  constructor(verb: Verb, of: number, startsOver = false) {
    this.#verb = verb;
    this.#of = of;
    this.start = startsOver ? 0 : resumeFrom(activityInfo().heartbeatDetails, verb, of);
    this.#reached = this.start;
  }

  done(index: number): void {
    this.#done.add(index);
    while (this.#done.delete(this.#reached)) this.#reached += 1;
  }

  /** For a person to read: `{ aborted: 400, of: 1000 }`. */
  get details(): Record<string, number> {
    return { [this.#verb]: this.#reached, of: this.#of };
  }
}

function resumeFrom(details: unknown, verb: Verb, of: number): number {
  const reached = (details as Partial<Record<Verb, unknown>> | null | undefined)?.[verb];
  return typeof reached === 'number' && Number.isInteger(reached) && reached >= 0 && reached <= of ? reached : 0;
}

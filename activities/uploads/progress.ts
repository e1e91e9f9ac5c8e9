import { activityInfo } from '@temporalio/activity';

/** What a heartbeat calls the uploads that are done with. */
export type Verb = 'aborted' | 'verified' | 'inspected';

/**
 * How far an activity has come: the length of the prefix of its input in which every upload is done and needs no
 * report. A retry resumes behind it and does everything else again, for its results died with the worker.
 */
export class Progress {
  /** Where this attempt begins. */
  readonly start: number;
  readonly #verb: Verb;
  readonly #of: number;
  readonly #done = new Set<number>();
  #prefix: number;

  constructor(verb: Verb, of: number) {
    this.#verb = verb;
    this.#of = of;
    this.start = resumeFrom(activityInfo().heartbeatDetails, verb, of);
    this.#prefix = this.start;
  }

  done(index: number): void {
    this.#done.add(index);
    while (this.#done.delete(this.#prefix)) this.#prefix += 1;
  }

  /** For a person to read: `{ aborted: 400, of: 1000 }`. */
  get details(): Record<string, number> {
    return { [this.#verb]: this.#prefix, of: this.#of };
  }
}

function resumeFrom(details: unknown, verb: Verb, of: number): number {
  const reached = (details as Partial<Record<Verb, unknown>> | null | undefined)?.[verb];
  return typeof reached === 'number' && Number.isInteger(reached) && reached >= 0 && reached <= of ? reached : 0;
}

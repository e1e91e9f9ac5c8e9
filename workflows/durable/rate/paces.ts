import type { Answered, Limits, WorkerPace } from '../../../activities/contract.ts';
import { PAGES_AT_ONCE } from '../policies.ts';

/** In so many answers, each worker that is at work has told its pace. One that has not may be gone. */
const ANSWERS_KEPT = 2 * PAGES_AT_ONCE;

/**
 * What the answers of activities told of the paces of their workers. Each activity on a page is told the latest at its start. That costs no
 * Action, and workers that share a limit of S3 come to equal shares.
 */
export class Paces {
  readonly #answers: Array<WorkerPace | undefined> = [];

  note({ pace }: Pick<Answered, 'pace'>): void {
    this.#answers.push(pace);
    if (this.#answers.length > ANSWERS_KEPT) this.#answers.shift();
  }

  /** Of each worker the latest. Absent: S3 limits none. */
  get latest(): Pick<Limits, 'paces'> {
    const paces = new Map(this.#answers.flatMap((pace) => (pace ? [[pace.worker, pace]] : [])));
    return paces.size > 0 ? { paces: [...paces.values()] } : {};
  }

  /** That of the fastest; undefined where S3 limits none. */
  get fastest(): number | undefined {
    const { paces } = this.latest;
    return paces && Math.max(...paces.map(({ perSecond }) => perSecond));
  }
}

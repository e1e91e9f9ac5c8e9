import type { WorkerPace } from '../../contract.ts';
import { Recent } from '../recent.ts';

/** What a worker tells others of its pace, and hears of theirs. The workflow carries it, with the answers and inputs of activities. */
export class Telling {
  readonly #random: () => number;
  /** The last thing that each other worker told and this one heard. */
  readonly #heard = new Recent<number>();
  /** Its name, once it has something to tell. */
  #worker: string | undefined;
  #told = 0;

  /** `random`: in [0, 1). */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Requests a second; undefined where there is nothing to tell. */
  tell(perSecond: number | undefined): WorkerPace | undefined {
    if (perSecond === undefined) return undefined;
    this.#worker ??= this.#random().toString(36).slice(2, 10);
    this.#told += 1;
    return { worker: this.#worker, told: this.#told, perSecond: Math.round(perSecond) };
  }

  /** The paces of others that are new. Each is heard once: a worker that tells nothing more may be gone, and its share is free. */
  hear(paces: WorkerPace[]): number[] {
    const fresh = paces.filter(({ worker, told }) => worker !== this.#worker && told > (this.#heard.get(worker) ?? 0));
    for (const { worker, told } of fresh) this.#heard.set(worker, told);
    return fresh.map(({ perSecond }) => perSecond);
  }
}

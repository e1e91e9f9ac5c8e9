import { PAGES_AT_ONCE } from '../../durable/policies.ts';
import { Window } from '../../durable/window.ts';
import type { AbortedUpload } from '../contract.ts';
import type { Job } from '../job.ts';

/** No part of a page is smaller, nor does it take a worker less than a quarter of a second. */
const LEAST = { uploads: 100, seconds: 0.25 };

/** Works on pages of uploads, several at once, while the job is not paused. After a failure no further page is begun. */
export class PageWindow {
  readonly #job: Pick<Job, 'state' | 'steering'>;
  readonly #window: Window;

  constructor(job: Pick<Job, 'state' | 'steering'>) {
    this.#job = job;
    this.#window = new Window(PAGES_AT_ONCE, () => !job.state.paused);
  }

  /**
   * Queues the work on a page; returns at once. Where S3 limits the pace, the last pages are begun with one half, and the other half waits:
   * so workers that go unevenly end together, and none has a limit for itself that it has yet to find.
   */
  add(page: AbortedUpload[], work: (part: AbortedUpload[]) => Promise<void>): void {
    this.#window.add(async () => {
      const half = Math.floor(page.length / 2);
      if (this.#window.waiting >= PAGES_AT_ONCE / 2 || half < this.#least) return await work(page);
      this.add(page.slice(half), work);
      await work(page.slice(0, half));
    });
  }

  finished(): Promise<void> {
    return this.#window.finished();
  }

  /** While a range ends, others are at work: none of it is cut. */
  get #least(): number {
    const { state, steering } = this.#job;
    const { fastest } = steering.paces;
    const isRange = state.inherited !== undefined;
    return isRange || fastest === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(LEAST.uploads, LEAST.seconds * fastest);
  }
}

import { condition } from '@temporalio/workflow';

type Task = () => Promise<void>;

/** Runs tasks, a bounded number at once, while `mayStart` allows. After a failure no further task begins. */
export class Window {
  readonly #mayStart: () => boolean;
  readonly #lanes: Promise<void>[];
  readonly #queue: Task[] = [];
  #busy = 0;
  #closed = false;
  #failure: { error: unknown } | undefined;

  constructor(lanes: number, mayStart: () => boolean) {
    this.#mayStart = mayStart;
    this.#lanes = Array.from({ length: lanes }, () => this.#work().catch((error) => this.#fail(error)));
  }

  /** Queues a task; returns at once. */
  add(task: Task): void {
    this.#queue.push(task);
  }

  /** Tasks that have not begun. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Tasks at work. */
  get busy(): number {
    return this.#busy;
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Returns when a task added now would start at once, or never. */
  async hasRoom(): Promise<void> {
    await condition(() => this.#isOver() || (this.#busy < this.#lanes.length && this.#queue.length === 0));
  }

  /** Throws the first failure as soon as there is one. */
  async failure(): Promise<void> {
    await condition(() => this.#failure !== undefined);
    throw this.#failure?.error;
  }

  /** Waits for every task, then throws the first failure. Nothing can be added afterwards, but by a task as it begins. */
  async finished(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#lanes);
    if (this.#failure) throw this.#failure.error;
  }

  async #work(): Promise<void> {
    for (;;) {
      await condition(() => this.#isOver() || (this.#queue.length > 0 && this.#mayStart()));
      // Another lane may have taken the task: conditions that come true together all wake.
      const task = this.#failure ? undefined : this.#queue.shift();
      if (task) await this.#do(task);
      else if (this.#isOver()) return;
    }
  }

  async #do(task: Task): Promise<void> {
    this.#busy += 1;
    await task().catch((error) => this.#fail(error));
    this.#busy -= 1;
  }

  #isOver(): boolean {
    return this.#failure !== undefined || (this.#closed && this.#queue.length === 0);
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
  }
}

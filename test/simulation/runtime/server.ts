import type { Worker } from './attempt.ts';
import { simulation } from './current.ts';
import { type Ending, Execution } from './execution.ts';
import type { Run } from './run.ts';
import { drainMicrotasks } from './scheduler.ts';

/** Who looks on. */
export interface Watch {
  /** A workflow task has come to its end. */
  activated(run: Run): void;
  /** The answer of an activity has reached the server. */
  completed(activity: string): void;
  /** Something threw what nobody expects: a fault of the code. */
  wentWrong(where: string, error: unknown): void;
}

type Workflows = Record<string, (...args: unknown[]) => Promise<unknown>>;

/** As much of a Temporal server as our workflows need, with its workers. */
export class Server {
  readonly watch: Watch;
  readonly executions = new Map<string, Execution>();
  heartbeatsLostUntil = 0;
  readonly trace: (line: string) => void;
  readonly #workflows: Workflows;
  readonly #random: () => number;
  readonly #workers: Worker[] = [];
  #waiting: Array<(worker: Worker) => void> = [];

  constructor(workflows: Workflows, watch: Watch, random: () => number, trace: (line: string) => void) {
    this.#workflows = workflows;
    this.watch = watch;
    this.#random = random;
    this.trace = trace;
  }

  /** Some time, mostly short. */
  readonly delay = (about: number): number => about * this.#random() ** 2 * 3;

  workflow(type: string): (...args: unknown[]) => Promise<unknown> {
    const workflow = this.#workflows[type];
    if (!workflow) throw new Error(`no workflow ${type}`);
    return workflow;
  }

  start(id: string, type: string, args: unknown[]): Execution {
    const execution = new Execution(id, type, args);
    this.executions.set(id, execution);
    return execution;
  }

  /** Undefined where a workflow of this ID runs already. */
  startChild(id: string, type: string, args: unknown[], parent: Run, onEnd: (child: Execution) => void) {
    if (this.executions.get(id)?.isRunning) return undefined;
    const child: Execution = new Execution(id, type, args, parent, () => {
      parent.execution.children.delete(child);
      if (!parent.isClosed) simulation.scheduler.after(this.delay(20), () => onEnd(child));
    });
    this.executions.set(id, child);
    parent.execution.children.add(child);
    this.trace(`${id} starts`);
    return child;
  }

  ended({ id, ending }: Execution): void {
    this.trace(`${id} ends: ${(ending as Ending).how}`);
  }

  addWorker(worker: Worker): void {
    this.#workers.push(worker);
    for (const take of this.#waiting.splice(0)) {
      this.whenWorkerIsUp(take);
      // Each begins an attempt: one at a time is at work.
      drainMicrotasks();
    }
  }

  crash(worker: Worker | undefined): void {
    if (!worker) return;
    worker.isUp = false;
    this.#workers.splice(this.#workers.indexOf(worker), 1);
  }

  get workers(): readonly Worker[] {
    return this.#workers;
  }

  whenWorkerIsUp(take: (worker: Worker) => void): void {
    const worker = this.#workers[Math.floor(this.#random() * this.#workers.length)];
    if (worker) take(worker);
    else this.#waiting.push(take);
  }

  areHeartbeatsLost(): boolean {
    return simulation.scheduler.now < this.heartbeatsLostUntil;
  }
}

import { TemporalFailure } from '@temporalio/common';
import { current, nobody, simulation } from './current.ts';
import type { Execution } from './execution.ts';
import { isCancellation } from './failures.ts';
import { drainMicrotasks } from './scheduler.ts';
import { CancellationScope, NO_PARENT } from './scope.ts';

/** What a workflow throws to continue as a new run. */
export class ContinueAsNew extends Error {
  readonly args: unknown[];

  constructor(args: unknown[]) {
    super('continue as new');
    this.name = 'ContinueAsNew';
    this.args = args;
  }
}

export interface Condition {
  isTrue: () => boolean;
  resolve: () => void;
}

type Handler = (...args: never[]) => unknown;
type WorkflowFunction = (...args: unknown[]) => Promise<unknown>;

/** A workflow task takes so long, from what caused it to its end. */
const TASK_MS = 20;
const BYTES_OF_AN_EVENT = 150;
const CONTINUE_AS_NEW = { events: 4_096, bytes: 4 * 1024 * 1024 };

/** One run of a workflow. It is activated by workflow tasks, each with all that has come in since the last. */
export class Run {
  readonly execution: Execution;
  readonly startedAt = simulation.scheduler.now;
  readonly root: CancellationScope = new CancellationScope({ parent: NO_PARENT });
  scope: CancellationScope = this.root;
  readonly conditions = new Set<Condition>();
  readonly handlers = new Map<string, Handler>();
  /** What its listings answered, as JSON. */
  readonly listings: string[] = [];
  handlersAtWork = 0;
  historyEvents = 3;
  historyBytes = 0;
  isClosed = false;
  #messages: Array<() => void> = [];
  #answers: Array<() => void> = [];
  #early: Array<{ name: string; args: unknown[] }> = [];
  #commands: Array<() => void> = [];
  #isTaskDue = false;

  constructor(execution: Execution, workflow: WorkflowFunction, args: unknown[]) {
    this.execution = execution;
    this.grow(1, JSON.stringify(args).length);
    this.#answers.push(() => this.#begin(workflow, args));
    this.#askForTask();
  }

  get suggestsToContinueAsNew(): boolean {
    return this.historyEvents > CONTINUE_AS_NEW.events || this.historyBytes > CONTINUE_AS_NEW.bytes;
  }

  grow(events: number, bytes = 0): void {
    this.historyEvents += events;
    this.historyBytes += bytes + events * BYTES_OF_AN_EVENT;
  }

  /** The answer to something that the workflow asked for. */
  answer(deliver: () => void): void {
    this.#answers.push(deliver);
    this.#askForTask();
  }

  /** Signals and the like come before all else in a task. */
  message(deliver: () => void): void {
    this.#messages.push(deliver);
    this.#askForTask();
  }

  signal(name: string, args: unknown[]): void {
    this.message(() => {
      if (this.handlers.has(name)) void this.handle(name, args);
      else this.#early.push({ name, args });
    });
  }

  async handle(name: string, args: unknown[]): Promise<unknown> {
    this.handlersAtWork += 1;
    try {
      return await this.handlers.get(name)?.(...(args as never[]));
    } catch (error) {
      simulation.server.watch.wentWrong(`the handler ${name} of ${this.execution.id}`, error);
      return undefined;
    } finally {
      this.handlersAtWork -= 1;
    }
  }

  /** The answer to a query. It changes nothing. */
  query(name: string): unknown {
    current.run = this;
    const answer = this.handlers.get(name)?.();
    nobody();
    return answer;
  }

  setHandler(name: string, handler: Handler): void {
    this.handlers.set(name, handler);
    const early = this.#early.filter((message) => message.name === name);
    this.#early = this.#early.filter((message) => message.name !== name);
    for (const { args } of early) void this.handle(name, args);
  }

  /** What is done once the task has come to its end. */
  command(send: () => void): void {
    this.#commands.push(send);
  }

  #askForTask(): void {
    if (this.#isTaskDue || this.isClosed) return;
    this.#isTaskDue = true;
    simulation.scheduler.after(simulation.server.delay(TASK_MS), () => this.#task());
  }

  #task(): void {
    this.#isTaskDue = false;
    if (this.isClosed) return;
    this.grow(3);
    current.run = this;
    // In the very first task, too, messages are delivered first: they wait for their handlers.
    for (const jobs of [this.#messages, this.#answers]) this.#activate(jobs.splice(0));
    nobody();
    for (const send of this.#commands.splice(0)) send();
    simulation.server.watch.activated(this);
  }

  #activate(jobs: Array<() => void>): void {
    if (jobs.length === 0) return;
    for (const deliver of jobs) {
      deliver();
      this.#unblock();
    }
    do drainMicrotasks();
    while (this.#unblock() > 0);
  }

  #unblock(): number {
    let unblocked = 0;
    for (let before = -1; before < unblocked; ) {
      before = unblocked;
      for (const condition of this.conditions) {
        if (!condition.isTrue()) continue;
        this.conditions.delete(condition);
        condition.resolve();
        unblocked += 1;
      }
    }
    return unblocked;
  }

  #begin(workflow: WorkflowFunction, args: unknown[]): void {
    workflow(...args).then(
      (result) => this.#close(() => this.execution.complete(result)),
      (error: unknown) => this.#close(() => this.#fail(error)),
    );
  }

  #close(end: () => void): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.command(end);
  }

  #fail(error: unknown): void {
    if (error instanceof ContinueAsNew) {
      this.execution.continueAsNew(error.args);
      return;
    }
    if (!(error instanceof TemporalFailure)) {
      simulation.server.watch.wentWrong(`the workflow ${this.execution.id}`, error);
    }
    const isCancelled = this.root.consideredCancelled && isCancellation(error);
    this.execution.fail(error, isCancelled ? 'cancelled' : 'failed');
  }
}

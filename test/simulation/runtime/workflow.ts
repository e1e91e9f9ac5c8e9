/**
 * Stands in for @temporalio/workflow: what our workflows use of it, and nothing else. Semantics: `workflow.ts` and `internals.ts`
 * of @temporalio/workflow 1.24; Temporal server 1.31 (`RetryActivity`, `respondworkflowtaskcompleted`).
 */
import { CancelledFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { ActivityOptions, ChildWorkflowHandle, ChildWorkflowOptions } from '@temporalio/workflow';
import { ActivityTask } from './activity-task.ts';
import { simulation, theRun } from './current.ts';
import { asChildFailure, type Execution } from './execution.ts';
import { acrossTheWire, copyOf } from './failures.ts';
import { ContinueAsNew } from './run.ts';
import { cancel as cancelDue } from './scheduler.ts';
import { CancellationScope } from './scope.ts';

export { ApplicationFailure, CancelledFailure, TemporalFailure } from '@temporalio/common';
export { isCancellation } from './failures.ts';
export { ContinueAsNew } from './run.ts';
export { CancellationScope } from './scope.ts';

interface Named {
  name: string;
}

export const defineQuery = (name: string): Named => ({ name });
export const defineSignal = defineQuery;
export const defineUpdate = defineQuery;
export const patched = (): boolean => true;
export const allHandlersFinished = (): boolean => theRun().handlersAtWork === 0;
export const setCurrentDetails = (): void => {};
export const upsertSearchAttributes = (): void => {};
export const metricMeter = { createCounter: () => ({ add: (): void => {} }) };

export function setHandler(
  { name }: Named,
  handler: (...args: never[]) => unknown,
  { validator }: { validator?: (...args: never[]) => void } = {},
): void {
  theRun().setHandler(name, (...args) => {
    validator?.(...args);
    return handler(...args);
  });
}

export function workflowInfo() {
  const { execution, startedAt, historyBytes, historyEvents, suggestsToContinueAsNew } = theRun();
  return {
    workflowId: execution.id,
    workflowType: execution.type,
    runStartTime: new Date(startedAt),
    historySize: historyBytes,
    historyLength: historyEvents,
    continueAsNewSuggested: suggestsToContinueAsNew,
    ...(execution.parent && { parent: { workflowId: execution.parent.execution.id } }),
    typedSearchAttributes: { get: () => undefined },
  };
}

/** A promise that also ends when the current scope is cancelled; `onCancel` says how. */
function cancellable<Value>(
  begin: (resolve: (value: Value) => void, reject: (error: unknown) => void) => (failure: CancelledFailure) => void,
): Promise<Value> {
  const scope = CancellationScope.current();
  return new Promise((resolve, reject) => {
    if (scope.consideredCancelled) return reject(scope.failure);
    let unlisten = (): void => {};
    const ended =
      <Given>(end: (given: Given) => void) =>
      (given: Given) => {
        unlisten();
        end(given);
      };
    unlisten = scope.onCancel(begin(ended(resolve), ended(reject)));
  });
}

export function condition(isTrue: () => boolean): Promise<void> {
  const run = theRun();
  return cancellable((resolve, reject) => {
    const waiting = { isTrue, resolve };
    run.conditions.add(waiting);
    return (failure) => {
      run.conditions.delete(waiting);
      reject(failure);
    };
  });
}

export function sleep(milliseconds: number, { summary = '' }: { summary?: string } = {}): Promise<void> {
  const run = theRun();
  simulation.server.trace(`sleep ${Math.round(milliseconds)} ms: ${summary}`);
  return cancellable((resolve, reject) => {
    run.grow(2);
    const due = simulation.scheduler.after(Math.max(1, milliseconds), () => run.answer(resolve));
    return (failure) => {
      cancelDue(due);
      reject(failure);
    };
  });
}

export function proxyActivities<Activities>(options: ActivityOptions): Activities {
  const call = (type: string | symbol) => (input: unknown) => callActivity(String(type), input, options);
  return new Proxy({}, { get: (_, type) => call(type) }) as Activities;
}

function callActivity(type: string, input: unknown, options: ActivityOptions): Promise<unknown> {
  const run = theRun();
  return cancellable((resolve, reject) => {
    const task = new ActivityTask(run, type, JSON.stringify(input), options, { resolve, reject });
    run.command(() => task.schedule());
    return () => run.command(() => task.requestCancel());
  });
}

export function startChild(
  type: string,
  options: ChildWorkflowOptions & { args?: unknown[] },
): Promise<ChildWorkflowHandle<never>> {
  const run = theRun();
  const scope = CancellationScope.current();
  const id = options.workflowId as string;
  const args = copyOf(options.args ?? []);
  return cancellable((resolve, reject) => {
    let child: Execution | undefined;
    const { promise: result, ...ends } = withResolvers();
    const start = () => {
      if (run.isClosed) return;
      child = simulation.server.startChild(id, type, args, run, (ended) => {
        run.grow(1, JSON.stringify(ended.ending?.result ?? null).length);
        run.answer(() =>
          ended.ending?.how === 'completed' ? ends.resolve(ended.ending.result) : ends.reject(asChildFailure(ended)),
        );
      });
      run.grow(2, JSON.stringify(args).length);
      const refused = new WorkflowExecutionAlreadyStartedError('Workflow execution already started', id, type);
      run.answer(() => (child ? resolve(handleOf(child, result) as never) : reject(refused)));
    };
    run.command(() => simulation.scheduler.after(simulation.server.delay(20), start));
    // Its end is waited for, as WAIT_CANCELLATION_COMPLETED says.
    scope.onCancel(() =>
      run.command(() => simulation.scheduler.after(simulation.server.delay(20), () => child?.cancel())),
    );
    return () => {
      if (!child) reject(new CancelledFailure('Cancelled before it was started'));
    };
  });
}

function handleOf(child: Execution, result: Promise<unknown>) {
  const run = theRun();
  return {
    workflowId: child.id,
    firstExecutionRunId: '',
    result: () => result,
    signal: ({ name }: Named, ...args: unknown[]) => {
      const { promise, resolve, reject } = withResolvers();
      const sent = copyOf(args);
      const send = () => {
        const { isRunning } = child;
        if (isRunning) child.run.signal(name, sent);
        run.answer(isRunning ? () => resolve(undefined) : () => reject(acrossTheWire(new Error('it has ended'))));
      };
      run.command(() => simulation.scheduler.after(simulation.server.delay(20), send));
      return promise;
    },
  };
}

export function getExternalWorkflowHandle(workflowId: string) {
  const run = theRun();
  return {
    signal: ({ name }: Named, ...args: unknown[]) => {
      const { promise, resolve, reject } = withResolvers();
      const sent = copyOf(args);
      const send = () => {
        const other = simulation.server.executions.get(workflowId);
        if (other?.isRunning) other.run.signal(name, sent);
        run.answer(
          other?.isRunning ? () => resolve(undefined) : () => reject(acrossTheWire(new Error('it has ended'))),
        );
      };
      run.command(() => simulation.scheduler.after(simulation.server.delay(20), send));
      return promise;
    },
  };
}

export async function continueAsNew(...args: unknown[]): Promise<never> {
  throw new ContinueAsNew(args);
}

function withResolvers() {
  let resolve!: (value: unknown) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<unknown>((...both) => {
    [resolve, reject] = both;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}

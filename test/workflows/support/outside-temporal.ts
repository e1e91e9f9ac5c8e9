import { defaultPayloadConverter, TypedSearchAttributes } from '@temporalio/common';
import type { ActivityOptions } from '@temporalio/workflow';
import { RootCancellationScope } from '@temporalio/workflow/lib/cancellation-scope.js';
import type { activities } from '../../../workflows/durable/activities.ts';

type Activities = ReturnType<typeof activities>;
type Name = keyof Activities;
type Input<Of extends Name> = Parameters<Activities[Of]>[0];
type Answer<Of extends Name> = Awaited<ReturnType<Activities[Of]>>;

/** What stands in for the activities, and for the children. */
export type StandIns = { [Of in Name]?: (input: Input<Of>) => Answer<Of> | Promise<Answer<Of>> } & {
  child?: (input: never, workflowId: string) => unknown;
};

interface Call {
  type: string;
  input: unknown;
  options: ActivityOptions;
}

type Handlers = Map<string, { handler: (...args: never[]) => unknown; validator?: (...args: never[]) => void }>;

const START = new Date('2026-02-01T00:00:00Z');

/**
 * The workflow SDK without a server: activities and children are stood in for, timers are over at once, and what a workflow tells
 * Temporal is noted. The SDK asks it all of this object. Each test makes its own.
 */
export class OutsideTemporal {
  readonly calls: Call[] = [];
  readonly waits: Array<{ milliseconds: number; summary: string | undefined }> = [];
  readonly children: Array<{ type: string; id: string; input: unknown; summary: string | undefined }> = [];
  readonly signals: Array<({ child: string } | { workflow: string }) & { name: string; args: unknown[] }> = [];
  /** The input of the next run. */
  continuedWith: unknown;
  /** Called at the beginning of each wait. */
  onWait = (): void => {};
  readonly #answers: StandIns;

  // What the SDK looks at, by its names.
  info: Record<string, unknown>;
  currentDetails = '';
  readonly sinkCalls: Array<{ fnName: string; args: unknown[] }> = [];
  readonly rootScope = new RootCancellationScope();
  readonly nextSeqs = { activity: 1, timer: 1, condition: 1, childWorkflow: 1, signalWorkflow: 1 };
  readonly blockedConditions = new Map<number, { fn: () => boolean; resolve: () => void }>();
  readonly queryHandlers: Handlers = new Map();
  readonly signalHandlers: Handlers = new Map();
  readonly updateHandlers: Handlers = new Map();
  readonly inProgressSignals = new Map();
  readonly inProgressUpdates = new Map();
  readonly payloadConverter = defaultPayloadConverter;
  readonly interceptors = { outbound: [this.#interceptor()] };

  constructor(answers: StandIns = {}, info: Record<string, unknown> = {}) {
    this.#answers = answers;
    this.info = {
      workflowId: 's3-cleanup/photos',
      workflowType: 'cleanupMultipartUploads',
      taskQueue: 's3-cleanup',
      namespace: 'default',
      runStartTime: START,
      historySize: 0,
      continueAsNewSuggested: false,
      typedSearchAttributes: new TypedSearchAttributes(),
      unsafe: { isReplaying: false },
      ...info,
    };
    Object.assign(globalThis, { __TEMPORAL_ACTIVATOR__: this });
  }

  bindCurrentRandom<Given>(given: Given): Given {
    return given;
  }

  hasFlag = (): boolean => true;
  pushCommand(): void {}
  dispatchBufferedSignals(): void {}
  dispatchBufferedUpdates(): void {}

  mutateWorkflowInfo(change: (info: Record<string, unknown>) => Record<string, unknown>): void {
    this.info = change(this.info);
  }

  /** The inputs of the activities of a type. */
  asked<Of extends Name>(type: Of): Input<Of>[] {
    return this.calls.filter((call) => call.type === type).map(({ input }) => input as Input<Of>);
  }

  /** What was added to the counters of the worker: names, numbers and tags. Nothing added is left out. */
  get counted(): Array<[string, number, unknown]> {
    return this.sinkCalls
      .map(({ args: [name, , , value, tags] }) => [name, value, tags] as [string, number, unknown])
      .filter(([, value]) => value !== 0);
  }

  get searchAttributes(): Record<string, unknown> {
    const pairs = (this.info.typedSearchAttributes as TypedSearchAttributes).getAll();
    return Object.fromEntries(pairs.map(({ key, value }) => [key.name, value]));
  }

  /** Waits for the end of what a workflow does. What waits for a condition goes on when it has come true. */
  async end<Value>(work: Promise<Value>): Promise<Value> {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    work.then(over, over);
    for (let idle = 0; !isOver; idle += 1) {
      if (idle > TURNS_AT_MOST) throw new Error('it waits for ever');
      await new Promise((done) => setImmediate(done));
      if (this.#unblock()) idle = 0;
    }
    return await work;
  }

  #unblock(): boolean {
    const come = [...this.blockedConditions].filter(([, { fn }]) => fn());
    for (const [seq, { resolve }] of come) {
      this.blockedConditions.delete(seq);
      resolve();
    }
    return come.length > 0;
  }

  #interceptor() {
    return {
      scheduleActivity: ({ activityType, args, options }: Scheduled) => this.#ask(activityType, args[0], options),
      startTimer: async ({ durationMs, options }: { durationMs: number; options?: { summary?: string } }) => {
        this.waits.push({ milliseconds: durationMs, summary: options?.summary });
        this.onWait();
        if (this.waits.length > WAITS_AT_MOST) throw new Error('it waits for ever');
      },
      startChildWorkflowExecution: async ({ workflowType, options }: StartedChild) => {
        const { workflowId: id, staticSummary: summary } = options;
        const input = structuredClone(options.args[0]);
        this.children.push({ type: workflowType, id, input, summary });
        return [Promise.resolve('run'), Promise.resolve().then(() => this.#answers.child?.(input as never, id))];
      },
      signalWorkflow: async ({ signalName, args, target }: Signalled) => {
        const to =
          'childWorkflowId' in target
            ? { child: target.childWorkflowId }
            : { workflow: target.workflowExecution.workflowId };
        this.signals.push({ ...to, name: signalName, args: structuredClone(args) });
      },
      continueAsNew: (input: { args: unknown[] }, next: (input: unknown) => Promise<never>) => {
        this.continuedWith = structuredClone(input.args[0]);
        return next(input);
      },
    };
  }

  async #ask(type: string, given: unknown, options: ActivityOptions): Promise<unknown> {
    // A copy, as across the wire: the workflow goes on to change what it has given.
    const input = JSON.parse(JSON.stringify(given));
    this.calls.push({ type, input, options });
    const answer = this.#answers[type as Name] as ((input: unknown) => unknown) | undefined;
    if (!answer) throw new Error(`nothing stands in for ${type}`);
    return await answer(input);
  }
}

/** No time passes: what waits for a deadline would never end. */
const WAITS_AT_MOST = 500;

/** Answers come within a turn: what has not gone on after so many never will. */
const TURNS_AT_MOST = 200;

interface Scheduled {
  activityType: string;
  args: unknown[];
  options: ActivityOptions;
}

interface StartedChild {
  workflowType: string;
  options: { args: unknown[]; workflowId: string; staticSummary?: string };
}

interface Signalled {
  signalName: string;
  args: unknown[];
  target: { childWorkflowId: string } | { workflowExecution: { workflowId: string } };
}

import type { SignalDefinition } from '@temporalio/common';
import { CancellationScope, condition, isCancellation, setHandler } from '@temporalio/workflow';
import type { Answered, Limits } from '../../activities/contract.ts';
import type { LimitsInForce, Trouble, Tune } from './contract.ts';
import { progressOf, rootFailure, throwIfCancelled } from './failures.ts';
import { limitsSignal, pauseSignal, resumeSignal, troubleSignal, tuneUpdate } from './messages.ts';
import { Paces } from './rate/paces.ts';
import { type Ended, type Rate, rateOf, type Share, withPart } from './rate/parts.ts';
import type { Turn } from './rate/turn.ts';
import { endOutage, type Outage } from './trouble/outage.ts';
import type { Parent } from './trouble/parent.ts';
import { noteChild, troubleOf } from './trouble/trouble.ts';
import { checkTune } from './tune.ts';

/** What `pause`, `resume` and `tune` act on. Every kind of job has one. */
export interface Steering {
  /** Survives continue-as-new. */
  readonly state: { paused: boolean; pausedAt?: string; readonly limits: LimitsInForce };
  readonly rate: Rate;
  readonly paces: Paces;
  /** The children at work, by name: what steers a job steers them. */
  readonly children: Map<string, Child>;
  /** The activities under way that a change interrupts. */
  readonly underWay: Set<CancellationScope>;
  /** What keeps its requests from S3, and those of its children. */
  readonly outage: Outage;
  /** Shows the change on the page of the job, and tells the parent of trouble. */
  readonly show: () => void;
  /** True where a failure of an activity is not to be believed: it is begun again. `inARow` such failures came before. */
  readonly doubts?: (error: unknown, inARow: number) => Promise<boolean>;
  /** Told how many milliseconds a pause took. */
  readonly afterPause?: (milliseconds: number) => void;
  /** Settles when the children have been told all there was to tell so far. */
  told: Promise<unknown>;
}

interface Hooks extends Pick<Steering, 'doubts' | 'afterPause'> {
  /** When this one of the job's workflows may ask S3, where the job has a rate. Absent: always. */
  turn?: Turn | undefined;
  /** Who is told of trouble. Absent: nobody. */
  parent?: Parent | undefined;
}

/** What a parent needs of a child, to steer it. */
export interface Child {
  readonly workflowId: string;
  signal<Args extends unknown[]>(message: SignalDefinition<Args>, ...args: Args): Promise<void>;
}

/** What the dialogs of Temporal's UI say about each message. A job does not take a message that has no text here. */
export interface Messages {
  pause: string;
  resume: string;
  tune?: string;
  limits?: string;
  trouble?: string;
}

export function openSteering(
  state: Steering['state'],
  show: () => void,
  { turn, parent, ...hooks }: Hooks = {},
): Steering {
  const children: Steering['children'] = new Map();
  const outage: Outage = { ofChildren: new Map() };
  const showAndTell = () => {
    show();
    parent?.tell(troubleOf({ outage, children }));
  };
  const rate = rateOf(state, turn);
  return {
    state,
    rate,
    paces: new Paces(),
    children,
    outage,
    underWay: new Set(),
    show: showAndTell,
    told: Promise.resolve(),
    ...hooks,
  };
}

/** Registers the handlers. A run does so among the first things, so that no message comes too early. */
export function handleSteering(steering: Steering, messages: Messages): void {
  setHandler(pauseSignal, () => setPaused(steering, true), { description: messages.pause });
  setHandler(resumeSignal, () => setPaused(steering, false), { description: messages.resume });
  if (messages.tune !== undefined) {
    setHandler(tuneUpdate, (tune) => setLimits(steering, tune), {
      description: messages.tune,
      validator: (tune) => void checkTune(tune),
    });
  }
  if (messages.limits !== undefined) {
    // A signal cannot be refused, and must not end the job.
    setHandler(limitsSignal, async (limits) => void (await setLimits(steering, limits).catch(() => {})), {
      description: messages.limits,
    });
  }
  if (messages.trouble !== undefined) {
    setHandler(troubleSignal, (child, trouble) => setTrouble(steering, child, trouble), {
      description: messages.trouble,
    });
  }
}

function setTrouble(steering: Steering, child: string, trouble: Trouble | null): void {
  noteChild(steering, child, trouble);
  steering.show();
}

async function setPaused(steering: Steering, paused: boolean): Promise<void> {
  const { state, afterPause } = steering;
  if (state.paused && !paused && state.pausedAt !== undefined) afterPause?.(Date.now() - Date.parse(state.pausedAt));
  if (paused && !state.paused) state.pausedAt = new Date().toISOString();
  state.paused = paused;
  if (paused) interrupt(steering);
  steering.show();
  await tellChildren(steering, (child) => tellPaused(child, state));
}

async function setLimits(steering: Steering, tune: Tune): Promise<LimitsInForce> {
  const { limits } = steering.state;
  Object.assign(limits, checkTune(tune));
  interrupt(steering);
  steering.show();
  await tellChildren(steering, (child) => child.signal(limitsSignal, limits));
  return limits;
}

/**
 * Of two signals on their way, the later one may come first. So one is sent when the one before has arrived, and says what holds by
 * then. Children that end meanwhile need no telling.
 */
async function tellChildren(steering: Steering, tell: (child: Child) => Promise<unknown>): Promise<void> {
  const { told, children } = steering;
  steering.told = told.then(() => Promise.allSettled([...children.values()].map(tell)));
  await steering.told;
}

function tellPaused(child: Child, { paused }: Steering['state']): Promise<void> {
  return child.signal(paused ? pauseSignal : resumeSignal);
}

/** Tells a child what changed since it was given its input. One that has ended needs no telling. */
export async function catchUp({ state, told }: Steering, child: Child, input: Steering['state']): Promise<void> {
  await told;
  await Promise.allSettled([
    ...(input.paused === state.paused ? [] : [tellPaused(child, state)]),
    ...(areTuned(input.limits, state.limits) ? [child.signal(limitsSignal, state.limits)] : []),
  ]);
}

/** True where `tune` has changed the limits since they were told. */
export function areTuned(told: LimitsInForce, limits: LimitsInForce): boolean {
  return told.concurrency !== limits.concurrency || told.requestsPerSecond !== limits.requestsPerSecond;
}

/** The state that a child is told with its input. It is a copy, because `tune` changes the limits in place. */
export function stateToTell({ state }: Steering): Steering['state'] {
  return { paused: state.paused, limits: { ...state.limits } };
}

/** Limits as a job keeps them. JSON knows no undefined, so null says that there is no limit. */
export function inForce({ concurrency, requestsPerSecond = null }: Limits | LimitsInForce): LimitsInForce {
  return { concurrency, requestsPerSecond };
}

/** Returns when the job is not paused. */
export async function unlessPaused({ state }: Pick<Steering, 'state'>): Promise<void> {
  if (state.paused) await condition(() => !state.paused);
}

/**
 * Ends the activities under way within seconds, with their next heartbeat. They answer what they did so far. What is left
 * goes to new activities, under the limits in force by then, and not before the end of a pause.
 */
function interrupt({ underWay }: Steering): void {
  for (const scope of underWay) scope.cancel();
}

/**
 * The answer of an activity, begun with its limits. One that was interrupted and gave no answer is begun again, and is given the failure of
 * the one before.
 */
export async function answerOf<Answer extends Answered>(
  steering: Steering,
  begin: (limits: Limits, failed?: unknown) => Promise<Answer>,
  share: Share = 'part',
): Promise<Answer> {
  const { paces } = steering;
  let doubted = 0;
  for (let before: unknown; ; ) {
    await unlessPaused(steering);
    try {
      const { answer, failed } = await withPart(steering.rate, share, (limits) =>
        unlessInterrupted(steering, () => begin({ ...limits, ...paces.latest }, before)),
      );
      if (answer) {
        paces.note(answer);
        endOutage(steering);
        return answer;
      }
      before = furthest(before, failed);
    } catch (error) {
      if (!(await steering.doubts?.(error, doubted))) throw error;
      doubted += 1;
      before = furthest(before, error);
    }
  }
}

/** One that was lost before it said anything says nothing of what was done before it. One that never began is as none. */
function furthest(before: unknown, failed: unknown): unknown {
  if (progressOf(failed)) return failed;
  return before === undefined && rootFailure(failed)?.type !== 'NamesUnknown' ? failed : before;
}

/** Has activities deal with all of a page. What an interrupted activity leaves goes to the next one. */
export async function dealWithAll<Item>(
  steering: Steering,
  page: Item[],
  begin: (items: Item[], limits: Limits, failed?: unknown) => Promise<Answered & { left?: number[] }>,
): Promise<void> {
  for (let items = page; items.length > 0; ) {
    steering.show();
    const { left = [] } = await answerOf(steering, (limits, failed) => begin(items, limits, failed));
    items = left.flatMap((index) => items[index] ?? []);
  }
  steering.show();
}

/** `failed` where `interrupt` ended the activity before it could answer. */
async function unlessInterrupted<Answer>({ underWay }: Steering, begin: () => Promise<Answer>): Promise<Ended<Answer>> {
  const scope = new CancellationScope();
  underWay.add(scope);
  try {
    return { answer: await scope.run(begin) };
  } catch (error) {
    const isOurs = scope.consideredCancelled && !CancellationScope.current().consideredCancelled;
    // Temporal does not retry an activity whose cancellation it has requested: an outage or a crash ends it, too.
    if (isOurs && (isCancellation(error) || !rootFailure(error)?.nonRetryable)) return { failed: error };
    throwIfCancelled();
    throw error;
  } finally {
    underWay.delete(scope);
  }
}

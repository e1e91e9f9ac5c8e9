import type { Attempt } from '../runtime/attempt.ts';
import type { Execution } from '../runtime/execution.ts';
import type { Scheduler } from '../runtime/scheduler.ts';
import type { Watch } from '../runtime/server.ts';
import { looksCompleted, type ModelBucket, type ModelUpload } from '../s3/bucket.ts';
import type { RequestWatch } from '../s3/gateway.ts';
import { HOUR, type Operation, type Scenario, START } from '../scenario.ts';
import { brokenByEnd } from './at-end.ts';
import { brokenByStatus, statusOf, withRange } from './at-status.ts';
import type { Broken, RuleName } from './broken.ts';
import { RateWatch } from './rate.ts';
import { nameOf, Truth } from './truth.ts';

/** Between the look and the abort of one try, a part may land: the requests and the pace between them take so long. */
const LOOK_TO_ABORT_MS = 15_000;

/**
 * Scope: no abort of an upload outside the selection is accepted, nor with `idleFor` of one that is being written, nor of one that
 * looks completed on a store that has such remnants.
 * Proof: `gone` never exceeds the uploads of which ListParts said so, `settle` after their last abort.
 * Equations: listed = selected + kept, selected = gone + remaining + unproven + in hand, at every status.
 * Clean: a listing a quiet period after the last abort or verification, and nothing selected was there for it to see.
 * FinalStatements: a bucket is said to be gone only when it is.
 * Counts: the account at the end is the truth, that of requests and measures included.
 * NeverForEver: a job is over an hour after `giveUpAfter`, pauses not counted.
 * NoUnhandledError: no workflow, handler or activity throws what is no failure of Temporal.
 * Ends: a failure says what happened: nothing is refused for good that would have gone well.
 * Rate: all activities of a job together, on however many workers, start no more requests than its rate allows.
 * DryRun: a dry run predicts what the run does.
 */
export class Rules implements Watch, RequestWatch {
  job!: Execution;
  broken: Broken | undefined;
  readonly truth: Truth;
  /** How long the job may take. */
  readonly longest: number;
  readonly #scheduler: Scheduler;
  readonly #only: RuleName | undefined;
  readonly rate: RateWatch;

  constructor(scenario: Scenario, bucket: ModelBucket, scheduler: Scheduler, only?: RuleName) {
    this.#only = only;
    this.truth = new Truth(scenario, bucket);
    this.#scheduler = scheduler;
    this.rate = new RateWatch(scenario);
    const paused = scenario.steering.map((steer) => (steer.kind === 'pause' ? steer.for : 0));
    this.longest = (scenario.input.retry?.giveUpAfter as number) + HOUR + paused.reduce((sum, time) => sum + time, 0);
  }

  /** An attempt that nobody waits for any more does not know that another goes on in its place. */
  sent(attempt: Attempt | undefined): void {
    const tooMany = attempt?.isAwaited && this.rate.sent(this.#scheduler.now);
    if (tooMany) this.#break('Rate', tooMany);
  }

  listed(attempt: Attempt | undefined): void {
    const { truth } = this;
    if (attempt?.isAwaited && this.#scheduler.now >= truth.lastAct + truth.quietPeriod) truth.hasListedSince = true;
  }

  abort(upload: ModelUpload | undefined, isAccepted: boolean, attempt: Attempt | undefined): void {
    this.#act(attempt);
    if (!upload) {
      this.#break('Scope', 'an abort of an upload that never was');
      return;
    }
    upload.wasTried = true;
    // Back, and in hand once more.
    if (attempt?.isAwaited && this.truth.proven.delete(upload)) this.truth.back += 1;
    const why = isAccepted ? this.#whyKept(upload) : undefined;
    if (why) this.#break('Scope', `aborted ${nameOf(upload)}, which ${why}`);
  }

  listedParts(upload: ModelUpload | undefined, isGone: boolean, attempt: Attempt | undefined): void {
    if (attempt?.info.activityType !== 'verifyUploads') return;
    this.#act(attempt);
    const since = this.#scheduler.now - (upload?.lastAccepted ?? Number.NEGATIVE_INFINITY);
    if (upload && isGone && since >= (this.truth.scenario.input.settle as number)) this.truth.proven.add(upload);
  }

  asked(operation: Operation): void {
    this.truth.requests[operation] += 1;
  }

  completed(activity: string): void {
    if (activity === 'listUploads' || activity === 'tallyUploads') this.truth.hasListed = true;
  }

  activated(): void {
    const all = [this.job, ...this.job.children].filter(({ isRunning }) => isRunning);
    const [job, ...ranges] = all.flatMap((execution) => statusOf(execution) ?? []);
    // Nobody answers between two runs, or between its end and the moment at which its parent hears of it.
    const areAll = job?.ranges === ranges.length && ranges.length === all.length - 1;
    if (job && this.job.isRunning && areAll) this.#note(brokenByStatus(ranges.reduce(withRange, job), this.truth));
  }

  wentWrong(where: string, error: unknown): void {
    const { name, message, stack } =
      error instanceof Error ? error : { name: 'Error', message: String(error), stack: '' };
    this.#break('NoUnhandledError', `${where} threw ${name}: ${message}\n${stack}`);
  }

  ended(): void {
    if (this.job.isRunning) {
      const minutes = Math.round((this.#scheduler.now - START) / 60_000);
      this.#break('NeverForEver', `not over after ${minutes} minutes and ${this.#scheduler.happened} events`);
      return;
    }
    this.#note(brokenByEnd(this.job, this.truth));
  }

  #act(attempt: Attempt | undefined): void {
    if (!attempt?.isAwaited) return;
    this.truth.lastAct = this.#scheduler.now;
    this.truth.hasListedSince = false;
  }

  #whyKept(upload: ModelUpload): string | undefined {
    const { selection } = this.truth;
    const seen = this.#scheduler.now - LOOK_TO_ABORT_MS;
    const why = selection.whyOutside(upload) ?? (selection.isActive(upload, seen) ? 'is being written' : undefined);
    return why ?? (looksCompleted(this.truth.bucket, upload) ? 'looks completed' : undefined);
  }

  #break(rule: RuleName, message: string): void {
    this.#note([{ rule, message }]);
  }

  #note(found: Broken[]): void {
    this.broken ??= found.find(({ rule }) => this.#only === undefined || rule === this.#only);
  }
}

import { createActivities } from '../../activities/index.ts';
import type { UploadCounts } from '../../domain/counts.ts';
import * as workflows from '../../workflows/index.ts';
import { setBounds } from './bounds.ts';
import { Random } from './random.ts';
import type { Broken, RuleName } from './rules/broken.ts';
import { Rules } from './rules/rules.ts';
import { endOf, reportOf } from './rules/truth.ts';
import { as, current, nobody, simulation } from './runtime/current.ts';
import type { Execution } from './runtime/execution.ts';
import type { VirtualSignal } from './runtime/globals.ts';
import { cancel, Scheduler } from './runtime/scheduler.ts';
import { Server } from './runtime/server.ts';
import { ModelBucket } from './s3/bucket.ts';
import { Faults } from './s3/faults.ts';
import { createModelGateway } from './s3/gateway.ts';
import { letOthersAct } from './s3/others.ts';
import { HOUR, type Scenario, START } from './scenario.ts';

export interface Simulated {
  /** The first rule that was broken. */
  broken: Broken | undefined;
  ending: string;
  trace: string[];
  /** What the report counts, of a job that ended with one. */
  uploads: UploadCounts | undefined;
  /** How many things happened. */
  happened: number;
  /** When each request set out, in milliseconds since the job began. */
  sent: number[];
}

export interface Watched {
  isTraced?: boolean;
  /** The only rule that is asked. */
  rule?: RuleName | undefined;
}

/** Of 1,500 jobs, the longest that ended took 1,000. What takes so many does not end. */
const HAPPENED_AT_MOST = 30_000;

/** Runs a job from its start to its end, or until it breaks a rule. Synchronous: nothing else happens meanwhile. */
export function simulate(scenario: Scenario, { isTraced = false, rule }: Watched = {}): Simulated {
  const trace: string[] = [];
  const random = new Random(scenario.schedule, 2).next;
  const scheduler = new Scheduler(START, random, nobody);
  const tell = isTraced ? (line: string) => trace.push(`${timeOf(scheduler.now)} ${line}`) : () => {};
  setBounds(scenario.bounds);
  const bucket = new ModelBucket(scenario, scheduler);
  const rules = new Rules(scenario, bucket, scheduler, rule);
  const server = new Server(workflows as never, rules, random, tell);
  Object.assign(simulation, { scheduler, server });
  const job = server.start('s3-cleanup/photos', 'cleanupMultipartUploads', [
    { bucket: bucket.name, ...scenario.input },
  ]);
  rules.job = job;
  startWorkers(scenario, bucket, rules, random);
  setTheScene(scenario, bucket, job);
  const deadline = START + rules.longest;
  scheduler.run(
    () => job.isRunning && !rules.broken && scheduler.now < deadline && scheduler.happened < HAPPENED_AT_MOST,
  );
  rules.ended();
  if (rules.broken) tell(`BROKEN ${rules.broken.rule}: ${rules.broken.message}`);
  return {
    broken: rules.broken,
    ending: endOf(job),
    trace,
    happened: scheduler.happened,
    uploads: reportOf(job)?.uploads,
    sent: rules.rate.times.map((time) => time - START),
  };
}

function startWorkers(scenario: Scenario, bucket: ModelBucket, rules: Rules, random: () => number): void {
  const { scheduler, server } = simulation;
  const faults = new Faults(scenario, bucket.name, random);
  const start = () => {
    const gateway = createModelGateway(bucket, scenario.store, faults, rules);
    const clock = { now: () => scheduler.now, sleep };
    server.addWorker({ isUp: true, activities: createActivities({ s3: () => gateway, clock, random }) as never });
  };
  for (let worker = 0; worker < scenario.workers; worker += 1) start();
  for (const fault of scenario.faults) {
    if (fault.kind !== 'crash') continue;
    scheduler.after(fault.at, () => {
      const [worker] = server.workers;
      if (!worker) return;
      server.trace('a worker crashes');
      server.crash(worker);
      scheduler.after(fault.for, start);
    });
  }
}

/** Belongs to whom the signal belongs to. */
function sleep(milliseconds: number, given: AbortSignal): Promise<void> {
  const signal = given as unknown as VirtualSignal;
  const owner = signal.owner ?? current.attempt;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const due = simulation.scheduler.after(milliseconds, () => as(owner, resolve));
    signal.addEventListener('abort', () => {
      cancel(due);
      reject(signal.reason);
    });
  });
}

function setTheScene({ faults, others, steering }: Scenario, bucket: ModelBucket, job: Execution): void {
  const { scheduler, server } = simulation;
  const at = (when: number, what: string, act: () => void) =>
    scheduler.after(when, () => {
      server.trace(what);
      act();
    });
  for (const fault of faults) {
    if (fault.kind === 'bucket deleted') at(fault.at, fault.kind, () => Object.assign(bucket, { exists: false }));
    if (fault.kind === 'heartbeats lost') {
      at(fault.at, fault.kind, () => Object.assign(server, { heartbeatsLostUntil: scheduler.now + fault.for }));
    }
  }
  letOthersAct(others, bucket, at);
  for (const steer of steering) {
    if (steer.kind === 'cancel') at(steer.at, 'cancel', () => job.cancel());
    if (steer.kind === 'pause') {
      at(steer.at, 'pause', () => job.run.signal('pause', []));
      at(steer.at + steer.for, 'resume', () => job.run.signal('resume', []));
    }
    if (steer.kind === 'tune') {
      const { concurrency, requestsPerSecond } = steer;
      at(steer.at, 'tune', () => job.run.signal('tune', [{ concurrency, requestsPerSecond }]));
    }
  }
}

/** `00:00:12.345`, and days where there are any. */
function timeOf(now: number): string {
  const since = now - START;
  const days = Math.floor(since / (24 * HOUR));
  return `${days > 0 ? `${days}d ` : ''}${new Date(since).toISOString().slice(11, 23)}`;
}

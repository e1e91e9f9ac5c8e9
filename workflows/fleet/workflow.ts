import { workflowInfo } from '@temporalio/workflow';
import { continueInNewRun } from '../durable/continue-as-new.ts';
import { asWorkflowFailure, endOf } from '../durable/failures.ts';
import { FLEET_HISTORY_BEFORE_DRAINING } from '../durable/policies.ts';
import { Window } from '../durable/window.ts';
import { notifying } from '../notify/notify.ts';
import { chooseBuckets } from './buckets.ts';
import { cleanBucket } from './children.ts';
import type { FleetInput, FleetReport } from './contract.ts';
import { show } from './current-details.ts';
import { type Fleet, nextInput, openFleet } from './job.ts';
import { handleMessages } from './messages.ts';
import type { Place } from './place.ts';
import { reportOf } from './status.ts';

/**
 * Cleans many buckets, each in a child `cleanupMultipartUploads` of its own. The failure of one is a row of the report
 * and stops no other. Fails with InvalidInput, or where the buckets of the account cannot be listed.
 */
export async function cleanupBuckets(input: FleetInput): Promise<FleetReport> {
  const fleet = openFleet(input, show);
  handleMessages(fleet);
  show(fleet);
  const { notify: receiver } = fleet.request;
  return await notifying({ receiver, isFirstRun: input.resume === undefined }, () => work(fleet));
}

async function work(fleet: Fleet): Promise<FleetReport> {
  try {
    await chooseBuckets(fleet);
    await cleanSome(fleet);
  } catch (error) {
    show(fleet, endOf(error));
    throw asWorkflowFailure(error);
  }
  if (fleet.waiting.length > 0) {
    show(fleet, { how: 'continued as a new run' });
    await continueInNewRun(nextInput(fleet));
  }
  fleet.phase = 'done';
  const report = reportOf(fleet);
  show(fleet, { how: report.outcome });
  return report;
}

/** Cleans buckets, several at once, until none waits or history has grown long; returns when none is at work. */
async function cleanSome(fleet: Fleet): Promise<void> {
  const window = new Window(fleet.request.parallelism, () => !fleet.state.paused);
  try {
    while (fleet.waiting.length > 0 && !isLong(fleet)) {
      await window.hasRoom();
      if (window.hasFailed) break;
      const place = fleet.waiting.shift() as Place;
      fleet.takenByThisRun += 1;
      window.add(() => cleanBucket(fleet, place));
    }
  } finally {
    await window.finished();
  }
}

function isLong({ takenByThisRun, request }: Fleet): boolean {
  const { historyLength, historySize } = workflowInfo();
  const { events, bytes } = FLEET_HISTORY_BEFORE_DRAINING;
  return historyLength > events || historySize > bytes || takenByThisRun >= request.bucketsPerRun;
}

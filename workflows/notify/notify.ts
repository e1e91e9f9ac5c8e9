import { CancellationScope, ContinueAsNew, isCancellation, log, workflowInfo } from '@temporalio/workflow';
import type { JobEvent } from '../../activities/notify/contract.ts';
import type { Notified } from '../cleanup/contract.ts';
import { activities } from '../durable/activities.ts';
import { asWorkflowFailure, rootFailure } from '../durable/failures.ts';
import { FIRST_CONTACT_POLICY, NOTIFY_POLICY } from '../durable/policies.ts';

/** Who is told how a job ends. */
export interface Notifying {
  /** Absent: nobody. */
  receiver: string | undefined;
  /** The first run asks whether the worker knows the receiver, before anything is touched. */
  isFirstRun: boolean;
}

/** Does a job, and tells its receiver how it ended: once, and not at the end of a run that another one follows. */
export async function notifying<Report extends object>(
  { receiver, isFirstRun }: Notifying,
  work: () => Promise<Report>,
): Promise<Report & { notified?: Notified }> {
  if (receiver === undefined) return await work();
  if (isFirstRun) await refuseUnknown(receiver);
  try {
    const report = await work();
    return { ...report, notified: await tell(receiver, { event: 'done', report }) };
  } catch (error) {
    if (!(error instanceof ContinueAsNew)) await tell(receiver, endOf(error));
    throw error;
  }
}

/** Before anything is touched: nobody could be told of it. */
async function refuseUnknown(receiver: string): Promise<void> {
  try {
    await activities(FIRST_CONTACT_POLICY, `is ${receiver} known?`).checkReceiver({ receiver });
  } catch (error) {
    throw asWorkflowFailure(error);
  }
}

type End = Pick<JobEvent, 'event' | 'report' | 'failure'>;

function endOf(error: unknown): End {
  if (isCancellation(error)) return { event: 'cancelled' };
  const { type, message = String(error), details } = rootFailure(error) ?? {};
  return {
    event: 'failed',
    failure: { type: type ?? 'Error', message, ...(details?.[0] ? { details: details[0] } : {}) },
  };
}

/** Whatever comes of it, the job ends as it has ended. A cancelled job tells, too. */
async function tell(receiver: string, end: End): Promise<Notified> {
  const { workflowId, runId, workflowType } = workflowInfo();
  const event = { id: runId, workflowId, runId, workflowType, endedAt: new Date().toISOString(), ...end };
  try {
    const { notifyReceiver } = activities(NOTIFY_POLICY, `tell ${receiver}: ${end.event}`);
    await CancellationScope.nonCancellable(() => notifyReceiver({ receiver, event }));
    return { receiver, delivered: true };
  } catch (error) {
    const problem = rootFailure(error)?.message ?? 'no worker took it on in time';
    log.warn(problem, { receiver });
    return { receiver, delivered: false, problem };
  }
}

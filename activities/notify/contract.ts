import type { RequestCounts } from '../contract.ts';

/** What crosses between the workflows and the activities that tell a receiver how a job ended: plain JSON, nothing secret. */

/** How a job ended, as a receiver is told it. */
export interface JobEvent {
  /** The same at every attempt, so that a receiver can tell a second delivery. */
  id: string;
  event: 'done' | 'failed' | 'cancelled';
  workflowId: string;
  /** Of the last run. */
  runId: string;
  workflowType: string;
  /** ISO-8601. */
  endedAt: string;
  /** Of a job that is done. */
  report?: object;
  /** Of a job that failed; the details of `UploadsRemain` hold its report. */
  failure?: { type: string; message: string; details?: unknown };
}

export interface NotifyInput {
  /** The name of a receiver that is configured on the worker. */
  receiver: string;
  event: JobEvent;
}

export interface NotifyAnswer {
  requests: Partial<RequestCounts>;
}

/** The activities about receivers, as the workflows see them. */
export interface NotifyActivities {
  /** Fails with InvalidInput where the worker does not know the receiver. Sends nothing. */
  checkReceiver(input: Pick<NotifyInput, 'receiver'>): Promise<NotifyAnswer>;
  /** Sends one signed webhook. */
  notifyReceiver(input: NotifyInput): Promise<NotifyAnswer>;
}

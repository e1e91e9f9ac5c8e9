import type { Client } from '@temporalio/client';
import { countActions, type HistoryEvent } from './actions.ts';

/** What a job left behind in Temporal, over all its runs and children. */
export interface HistoryCounts {
  /** Without heartbeats, which are in no history. */
  actions: number;
  /** Runs of the job and of its children. */
  runs: number;
  events: number;
  historyBytes: number;
  largestHistoryBytes: number;
  longestHistoryEvents: number;
}

interface Run {
  workflowId: string;
  runId: string;
}

/** Counts the histories of a finished job, from its first run on. */
export async function countHistories(client: Client, first: Run): Promise<HistoryCounts> {
  const counts = {
    actions: 0,
    runs: 0,
    events: 0,
    historyBytes: 0,
    largestHistoryBytes: 0,
    longestHistoryEvents: 0,
  };
  const runs = [first];
  for (let run = runs.pop(); run; run = runs.pop()) {
    const handle = client.workflow.getHandle(run.workflowId, run.runId);
    const { historySize = 0, historyLength } = await handle.describe();
    const events = (await handle.fetchHistory()).events ?? [];
    counts.actions += countActions(events);
    counts.runs += 1;
    counts.events += historyLength;
    counts.historyBytes += historySize;
    counts.largestHistoryBytes = Math.max(counts.largestHistoryBytes, historySize);
    counts.longestHistoryEvents = Math.max(counts.longestHistoryEvents, historyLength);
    runs.push(...runsAfter(run, events));
  }
  return counts;
}

/** The run that continued this one, and the first runs of its children. */
function runsAfter({ workflowId }: Run, events: HistoryEvent[]): Run[] {
  return events.flatMap((event) => {
    const next = event.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    if (next) return [{ workflowId, runId: next }];
    const child = event.childWorkflowExecutionStartedEventAttributes?.workflowExecution;
    return child?.workflowId && child.runId ? [{ workflowId: child.workflowId, runId: child.runId }] : [];
  });
}

import type { WorkflowHandle } from '@temporalio/client';
import type { TestTemporal } from '../support/temporal.ts';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
export type HistoryEvent = NonNullable<History['events']>[number];

/** One run of a workflow. */
export interface Run {
  workflowId: string;
  runId: string;
  events: HistoryEvent[];
}

/** Every run of a job, from the first on, and of its children. */
export async function runsOf({ env }: TestTemporal, workflowId: string, firstRunId: string): Promise<Run[]> {
  const runs: Run[] = [];
  let runId: string | undefined = firstRunId;
  while (runId) {
    const { events } = await env.client.workflow.getHandle(workflowId, runId).fetchHistory();
    runs.push({ workflowId, runId, events: events ?? [] });
    for (const { childWorkflowExecutionStartedEventAttributes: child } of events ?? []) {
      const { workflowId: id, runId: first } = child?.workflowExecution ?? {};
      if (id && first) runs.push(...(await runsOf({ env } as TestTemporal, id, first)));
    }
    const last: HistoryEvent | undefined = events?.at(-1);
    runId = last?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return runs;
}

/** The bytes of all payloads in an event: inputs, results, details, failures. */
export function payloadBytes(part: unknown): number {
  if (part instanceof Uint8Array) return part.length;
  if (typeof part !== 'object' || part === null) return 0;
  return Object.values(part).reduce((sum: number, value) => sum + payloadBytes(value), 0);
}

/** Everything written in a history, payloads as text. */
export function textOf(part: unknown): string {
  if (part instanceof Uint8Array) return `${Buffer.from(part).toString('utf8')}\n`;
  if (typeof part === 'object' && part !== null) return Object.values(part).map(textOf).join('');
  return `${String(part)}\n`;
}

/** How often the activities of a run were begun, the retries of Temporal included, by name of the activity. */
export function attemptsOf({ events }: Run): Array<{ activity: string; attempts: number }> {
  const names = new Map<string, string>();
  for (const { eventId, activityTaskScheduledEventAttributes: scheduled } of events) {
    if (scheduled) names.set(String(eventId), scheduled.activityType?.name ?? '');
  }
  return events.flatMap(({ activityTaskStartedEventAttributes: started }) =>
    started ? [{ activity: names.get(String(started.scheduledEventId)) ?? '', attempts: Number(started.attempt) }] : [],
  );
}

import type { WorkflowHandle } from '@temporalio/client';
import type { TestTemporal } from './temporal.ts';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
export type HistoryEvent = NonNullable<History['events']>[number];

/** One run of a workflow. */
export interface Run {
  workflowId: string;
  runId: string;
  events: HistoryEvent[];
}

/** Every run of a job, from the first on, and of its children. */
export async function runsOf(
  { env }: Pick<TestTemporal, 'env'>,
  workflowId: string,
  firstRunId: string,
): Promise<Run[]> {
  const runs: Run[] = [];
  let runId: string | undefined = firstRunId;
  while (runId) {
    const events = await eventsOf({ env }, { workflowId, runId });
    runs.push({ workflowId, runId, events });
    for (const { childWorkflowExecutionStartedEventAttributes: child } of events) {
      const { workflowId: id, runId: first } = child?.workflowExecution ?? {};
      if (id && first) runs.push(...(await runsOf({ env }, id, first)));
    }
    const last: HistoryEvent | undefined = events.at(-1);
    runId = last?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return runs;
}

/** `fetchHistory` asks for pages larger than gRPC takes: more than 4 MiB. */
async function eventsOf(
  { env }: Pick<TestTemporal, 'env'>,
  execution: { workflowId: string; runId: string },
): Promise<HistoryEvent[]> {
  const { workflowService, options } = env.client;
  const events: HistoryEvent[] = [];
  let nextPageToken: Uint8Array = Buffer.alloc(0);
  do {
    const request = { namespace: options.namespace, execution, maximumPageSize: 20, nextPageToken };
    const page = await workflowService.getWorkflowExecutionHistory(request);
    events.push(...(page.history?.events ?? []));
    nextPageToken = page.nextPageToken ?? Buffer.alloc(0);
  } while (nextPageToken.length > 0);
  return events;
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

import type { WorkflowHandle } from '@temporalio/client';

export type HistoryEvent = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

/**
 * What one history is billed: docs.temporal.io, evaluate/temporal-cloud/actions. Heartbeats are not in it. A child is
 * billed to its parent, a run that was continued as new to the run before.
 */
export function countActions(events: HistoryEvent[]): number {
  return events.reduce((sum, event) => sum + actionsOf(event), localActivityTasks(events));
}

function actionsOf(event: HistoryEvent): number {
  const started = event.workflowExecutionStartedEventAttributes;
  if (started) return started.continuedExecutionRunId || started.parentWorkflowExecution ? 0 : 1;
  if (event.startChildWorkflowExecutionInitiatedEventAttributes) return 2;
  if (event.activityTaskStartedEventAttributes) return (event.activityTaskStartedEventAttributes.attempt ?? 1) - 1;
  return BILLED.some((attributes) => event[attributes]) ? 1 : 0;
}

const BILLED = [
  'activityTaskScheduledEventAttributes',
  'timerStartedEventAttributes',
  'workflowExecutionContinuedAsNewEventAttributes',
  'workflowExecutionSignaledEventAttributes',
  'workflowExecutionUpdateAcceptedEventAttributes',
  'upsertWorkflowSearchAttributesEventAttributes',
  'nexusOperationScheduledEventAttributes',
] as const satisfies Array<keyof HistoryEvent>;

/** All local activities of one workflow task are one Action. */
function localActivityTasks(events: HistoryEvent[]): number {
  const markers = events.flatMap(({ markerRecordedEventAttributes: marker }) => (marker ? [marker] : []));
  const local = markers.filter(({ markerName }) => markerName === 'core_local_activity');
  return new Set(local.map(({ workflowTaskCompletedEventId }) => String(workflowTaskCompletedEventId))).size;
}

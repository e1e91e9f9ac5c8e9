import { countActions, type HistoryEvent } from '../../bench/temporal/actions.ts';

const firstRun: HistoryEvent = { workflowExecutionStartedEventAttributes: {} };
const activity: HistoryEvent = { activityTaskScheduledEventAttributes: {} };
const startedAt = (attempt: number): HistoryEvent => ({ activityTaskStartedEventAttributes: { attempt } });

function localActivity(workflowTask: number): HistoryEvent {
  const workflowTaskCompletedEventId = workflowTask as unknown as null;
  return { markerRecordedEventAttributes: { markerName: 'core_local_activity', workflowTaskCompletedEventId } };
}

it.each<[string, number, HistoryEvent[]]>([
  ['the start of a job', 1, [firstRun]],
  ['an activity', 1, [activity, startedAt(1), { activityTaskCompletedEventAttributes: {} }]],
  ['an activity that was tried three times', 3, [activity, startedAt(3)]],
  ['a timer', 1, [{ timerStartedEventAttributes: {} }, { timerFiredEventAttributes: {} }]],
  ['a child workflow, to its parent', 2, [{ startChildWorkflowExecutionInitiatedEventAttributes: {} }]],
  ['continuing as new, to the run that ends', 1, [{ workflowExecutionContinuedAsNewEventAttributes: {} }]],
  ['a signal', 1, [{ workflowExecutionSignaledEventAttributes: {} }]],
  ['an update', 1, [{ workflowExecutionUpdateAcceptedEventAttributes: {} }]],
  ['search attributes', 1, [{ upsertWorkflowSearchAttributesEventAttributes: {} }]],
  ['the local activities of one workflow task, together', 1, [localActivity(7), localActivity(7)]],
])('bills %s', (_, actions, events) => {
  expect(countActions(events)).toBe(actions);
});

it.each<[string, HistoryEvent]>([
  ['a run that continues another', { workflowExecutionStartedEventAttributes: { continuedExecutionRunId: 'first' } }],
  ['a child, to itself', { workflowExecutionStartedEventAttributes: { parentWorkflowExecution: {} } }],
  ['a workflow task', { workflowTaskCompletedEventAttributes: {} }],
])('bills nothing for %s', (_, event) => {
  expect(countActions([event])).toBe(0);
});

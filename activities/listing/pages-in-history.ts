import { activityInfo, Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { ActivitySerializationContext, Payload } from '@temporalio/common';
import type { CleanupActivities, Upload, UploadPage } from '../contract.ts';

const LISTING: keyof CleanupActivities = 'listUploads';

/** The uploads of every page that the present run of the activity's workflow has listed. Fails where Temporal does not tell. */
export async function pagesInHistory(): Promise<Upload[][]> {
  const { client } = Context.current();
  const { workflowExecution, namespace } = activityInfo();
  const { workflowId = '', runId = '' } = workflowExecution ?? {};
  const handle = client.workflow.getHandle(workflowId, runId);
  const { events } = await handle.fetchHistory();
  /** Activity IDs, by the events that scheduled them. */
  const listings = new Map<string, string>();
  const pages: Array<Promise<UploadPage>> = [];
  for (const event of events ?? []) {
    const { activityTaskScheduledEventAttributes: scheduled, activityTaskCompletedEventAttributes: completed } = event;
    if (scheduled?.activityType?.name === LISTING) listings.set(String(event.eventId), scheduled.activityId ?? '');
    const activityId = listings.get(String(completed?.scheduledEventId));
    const [answer] = completed?.result?.payloads ?? [];
    if (activityId === undefined || !answer) continue;
    pages.push(decoded(answer, client, { type: 'activity', namespace, activityId, workflowId, isLocal: false }));
  }
  return (await Promise.all(pages)).map(({ uploads }) => uploads);
}

async function decoded(encoded: Payload, client: Client, context: ActivitySerializationContext): Promise<UploadPage> {
  const { payloadCodecs, payloadConverter } = client.options.loadedDataConverter;
  let payloads = [encoded];
  for (const codec of payloadCodecs.toReversed()) payloads = await codec.decode(payloads, context);
  return payloadConverter.fromPayload(payloads[0] as Payload, context);
}

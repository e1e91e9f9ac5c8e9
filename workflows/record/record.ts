import { workflowInfo } from '@temporalio/workflow';
import { addTo, type RequestCounts } from '../../domain/counts.ts';
import { recordFolder, recordName } from '../../domain/record/place.ts';
import type { RecordReport, RecordState } from '../cleanup/contract.ts';
import { activities } from '../durable/activities.ts';
import { BUCKET_POLICY, FIRST_CONTACT_POLICY } from '../durable/policies.ts';
import { Paces } from '../durable/rate/paces.ts';
import { answerOf, type Steering } from '../durable/steering.ts';
import { showingTrouble } from '../durable/trouble/outage.ts';

/** A job that keeps a record, of what it takes to begin one. */
export interface Recorded {
  /** As the caller gave it. */
  input: object;
  url: string;
  connection: string;
  bucket: string;
  startedAt: string;
  steering: Steering;
  requests: RequestCounts;
  /** S3 has not answered yet, and a wrong endpoint is told at once. Else an outage is ridden out. */
  isFirstContact: boolean;
}

/**
 * Begins the record of a job: its folder, and in it `job.json`, which says what was asked for. A place that cannot be written fails
 * the job here, before anything is touched.
 */
export async function openRecord(job: Recorded): Promise<RecordState> {
  const { url, connection, bucket, startedAt, steering, isFirstContact } = job;
  const { workflowId, workflowType, firstExecutionRunId: runId } = workflowInfo();
  const at = recordFolder(url, { bucket, startedAt, runId });
  const { resume: _, ...input } = job.input as { resume?: unknown };
  const about = { workflowId, workflowType, runId, startedAt, input };
  // The pace of its bucket says nothing of the one that is cleaned.
  const { requests } = await answerOf({ ...steering, paces: new Paces() }, () => {
    const policy = isFirstContact ? FIRST_CONTACT_POLICY : showingTrouble(steering.outage, BUCKET_POLICY);
    return activities(policy, 'begin the record').openRecord({ connection, at: `${at}job.json`, job: about });
  });
  addTo(job.requests, requests);
  return { at, objects: 0, lines: 0 };
}

/** The URL of the next object of the record. Its name says the place in the job, so a retry writes the same one. */
export function nextObject(record: RecordState): string {
  record.objects += 1;
  return record.at + recordName(record.part, record.objects);
}

/** The record of a part of the job, such as a range: in the same folder, under names of its own. */
export function ofPart({ at, part }: RecordState, name: string): RecordState {
  return { at, part: part === undefined ? name : `${part}-${name}`, objects: 0, lines: 0 };
}

/** What a part has written is written of the whole. */
export function addPart(record: RecordState | undefined, part: Partial<RecordReport> | undefined): void {
  if (!record || !part) return;
  const { objects = 0, lines = 0 } = part;
  addTo(record, { objects, lines });
}

export function reportOfRecord({ at, objects, lines }: RecordState): RecordReport {
  return { at, objects, lines };
}

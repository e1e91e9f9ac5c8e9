import type { Answered } from '../contract.ts';

/** What crosses between the workflows and the activity that begins a record: plain JSON. */

export interface OpenRecordInput {
  connection: string;
  /** The URL of the object that says which job the record is of. */
  at: string;
  /** What the object says. */
  job: object;
}

/** The activity of a record alone; its lines are written by `verifyUploads`. */
export interface RecordActivities {
  /** Writes the first object of a record, to see that it can be written. S3: PutObject. */
  openRecord(input: OpenRecordInput): Promise<Answered>;
}

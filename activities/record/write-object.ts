import { placeOf } from '../../domain/record/place.ts';
import type { Framed } from '../frame/with-s3.ts';
import { Refusal } from '../s3/failures.ts';
import { writeInFolder } from './write-in-folder.ts';

/** What it takes to write a record. */
export interface RecordWriting {
  /** The connection by which it is written. */
  connection: string;
  /** The folder of the worker for records. Absent: it has none. */
  recordFolder?: string | undefined;
}

/**
 * Writes one whole object of a record, in place of one of the same name: a retry leaves no second one. It is written even while the
 * activity is being cancelled, for what it says has happened. S3: PutObject.
 */
export async function writeRecordObject(
  at: string,
  body: string,
  { connection, recordFolder }: RecordWriting,
  s3: Framed,
): Promise<void> {
  const place = placeOf(at);
  if (!place) throw new Refusal('InvalidInput', `no place for a record: ${JSON.stringify(at).slice(0, 200)}`);
  if ('names' in place) {
    if (recordFolder === undefined) throw new Refusal('InvalidInput', NO_FOLDER);
    return await writeInFolder(recordFolder, place.names, body);
  }
  const { bucket, key } = place;
  const target = { connection, bucket };
  const { gateway, requests } = s3.beside(target);
  const { putObject } = gateway;
  if (!putObject) throw new Refusal('Unsupported', `the connection "${connection}" cannot write objects`);
  await requests.send('putObject', (signal) => putObject.call(gateway, target, { key, body }, signal));
}

const NO_FOLDER = 'this worker has no folder for records: start every worker with --record-folder, or record to s3://';

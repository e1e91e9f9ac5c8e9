import { placeOf } from '../../domain/record/place.ts';
import type { Answered } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import { withS3 } from '../frame/with-s3.ts';
import { Refusal, S3Failure } from '../s3/failures.ts';
import type { OpenRecordInput } from './contract.ts';
import { writeRecordObject } from './write-object.ts';

/**
 * Writes the first object of a record, so that a place that cannot be written is told before anything is aborted. Fails with
 * AccessDenied, InvalidInput and the like. S3: PutObject.
 */
export function createOpenRecord(dependencies: Dependencies) {
  return ({ connection, at, job }: OpenRecordInput): Promise<Answered> => {
    const { recordFolder } = dependencies;
    const target = { connection, bucket: bucketOf(at) };
    const body = `${JSON.stringify(job, null, 2)}\n`;
    return withS3(dependencies, { target, details: () => ({}) }, async (s3) => {
      await writeRecordObject(at, body, { connection, recordFolder }, s3).catch(refuse);
      return {};
    });
  };
}

/** A record in a folder is about no bucket. */
function bucketOf(at: string): string {
  const place = placeOf(at);
  return place && 'bucket' in place ? place.bucket : '*';
}

/** No such bucket means that of the record: the job must not take it for the bucket that it cleans. */
function refuse(error: unknown): never {
  if (!(error instanceof S3Failure) || error.type !== 'NoSuchBucket') throw error;
  throw new Refusal('InvalidInput', `the record: ${error.message}`);
}

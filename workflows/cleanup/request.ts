import type { Limits, Target } from '../../activities/contract.ts';
import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import { present } from '../../domain/present.ts';
import { type Checked, checkFields, invalid, isRecord } from '../durable/input.ts';
import type { CleanupInput } from './contract.ts';
import { CLEANUP, type CutOff } from './fields.ts';

type Fields = Checked<typeof CLEANUP>;

/** A checked CleanupInput with its defaults: durations in milliseconds, cut-offs as absolute instants. */
export interface CleanupRequest
  extends Pick<
    Fields,
    | 'dryRun'
    | 'settle'
    | 'quietPeriod'
    | 'retry'
    | 'cleanPasses'
    | 'keepCompleted'
    | 'maxUploads'
    | 'record'
    | 'notify'
    | 'parallelism'
    | 'searchAttributes'
  > {
  target: Target;
  prefix?: string;
  range: { after?: string; through?: string };
  initiatedBefore?: string;
  activeSince?: string;
  measure: boolean;
  limits: Limits;
  uploadsPerRun: number;
}

/** Checks an input as a workflow got it and fixes its cut-offs. Throws InvalidInput, naming the field. */
export function checkCleanup(input: CleanupInput, startedAt: Date): CleanupRequest {
  if (!isRecord(input)) throw invalid('input', 'an object with `bucket` and `select`', input);
  const fields = checkFields(CLEANUP, input);
  checkForBucket(fields, input);
  if (fields.record && fields.dryRun)
    throw invalid('record', 'absent: a dry run does nothing to record', fields.record);
  const {
    bucket,
    connection,
    expectedBucketOwner,
    requestPayer,
    prefix,
    range,
    select,
    idleFor,
    limits,
    resume: _,
    ...rest
  } = fields;
  const { uploadsPerRun, concurrency, requestsPerSecond } = limits;
  const activeSince = idleFor === undefined ? undefined : ago(startedAt, idleFor);
  return {
    ...rest,
    target: { connection, bucket, ...present({ expectedBucketOwner, requestPayer }) },
    range: present(range),
    ...present({ prefix, initiatedBefore: initiatedBefore(select, startedAt), activeSince }),
    measure: fields.measure ?? fields.dryRun,
    limits: { concurrency, ...present({ requestsPerSecond }) },
    uploadsPerRun,
  };
}

/** What a directory bucket does not take. */
function checkForBucket({ bucket, prefix, requestPayer }: Fields, input: CleanupInput): void {
  if (!isDirectoryBucket(bucket)) return;
  if (requestPayer) throw invalid('requestPayer', '"requester", and not on a directory bucket', requestPayer);
  if (prefix !== undefined && !prefix.endsWith('/')) {
    throw invalid('prefix', 'a prefix that ends in `/`: S3 takes no other on a directory bucket', prefix);
  }
  if (input.range !== undefined) throw invalid('range', 'absent: a directory bucket lists in no order', input.range);
}

function initiatedBefore({ initiatedBefore, olderThan }: CutOff, startedAt: Date): string | undefined {
  return olderThan === undefined ? initiatedBefore : ago(startedAt, olderThan);
}

function ago(now: Date, milliseconds: number): string {
  return new Date(now.getTime() - milliseconds).toISOString();
}

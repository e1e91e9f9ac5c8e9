import { isBucketName } from '../bucket-name.ts';

/** What a `record` may be, for messages. */
export const RECORD_URLS =
  's3://BUCKET/PREFIX or folder:NAME, made of letters, digits and . _ = - @ ! between single slashes, 500 characters at most';

/** Where a record is, or one object of it: in S3, or below the folder of the worker. */
export type RecordPlace = { bucket: string; key: string } | { names: string[] };

/** The place that a URL means, such as `s3://audit/cleanup` or `folder:cleanup/2026`. Undefined: it means none. */
export function placeOf(url: unknown): RecordPlace | undefined {
  if (typeof url !== 'string') return undefined;
  const [, bucket, key] = /^s3:\/\/([^/:]+)(?:\/(.*))?$/.exec(url) ?? [];
  if (bucket !== undefined) {
    const names = namesIn(key ?? '');
    return names && isBucketName(bucket) ? { bucket, key: names.join('/') } : undefined;
  }
  const [, path = ''] = /^folder:(.*)$/.exec(url) ?? [];
  const names = namesIn(path);
  return names && names.length > 0 ? { names } : undefined;
}

/** Nothing that leads out of a folder, or that HTTP or a file system spells in another way. */
const NAME = /^(?!\.\.?$)[A-Za-z0-9._=@!-]+$/;

/** The names between the slashes; one slash may end them. */
function namesIn(path: string): string[] | undefined {
  const names = path === '' ? [] : path.replace(/\/$/, '').split('/');
  return names.every((name) => NAME.test(name)) ? names : undefined;
}

/** Which job a record is of. */
export interface RecordedJob {
  bucket: string;
  /** ISO-8601. */
  startedAt: string;
  /** Of the first run. No other job ever has it. */
  runId: string;
}

/** The folder of one job: `s3://audit/cleanup/photos/2026-11-28T02-17-00Z-RUN/`. No two jobs share one. */
export function recordFolder(url: string, { bucket, startedAt, runId }: RecordedJob): string {
  const time = startedAt.replace(/\.\d+/, '').replaceAll(':', '-');
  // An ARN has slashes and colons.
  const ofBucket = bucket.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');
  return `${url.replace(/\/$/, '')}/${ofBucket}/${time}-${runId}/`;
}

/** The name of an object of a record: `000001.ndjson`, or `range-2-000001.ndjson` of a part of the job. */
export function recordName(part: string | undefined, number: number): string {
  return `${part === undefined ? '' : `${part}-`}${String(number).padStart(6, '0')}.ndjson`;
}

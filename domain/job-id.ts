import { createHash } from 'node:crypto';

/** Temporal takes 1,000 bytes; a prefix alone may have 1,024. */
const LONGEST_ID = 900;

/** The workflow ID of a cleanup that was given none: a second job on the same keys is the same job. */
export function defaultWorkflowId({ bucket, prefix }: { bucket: string; prefix?: string }): string {
  return boundedId(['s3-cleanup', bucket, ...(prefix === undefined ? [] : [prefix])].join('/'));
}

/** An ID that is too long ends in its hash. */
export function boundedId(id: string): string {
  const bytes = Buffer.from(id);
  if (bytes.length <= LONGEST_ID) return id;
  const digest = createHash('sha256').update(id).digest('hex').slice(0, 16);
  return `${bytes.toString('utf8', 0, LONGEST_ID).replace(/\uFFFD+$/, '')}-${digest}`;
}

import type { FailedRequest } from '../operations.ts';

const FLAGS = { region: '--region', forcePathStyle: '--force-path-style' } as const;

/**
 * How a setting of a connection is given: the flag of `s3-cleanup worker` for the default one, and the field in a file of
 * connections, which is that of the library, too.
 */
export function setting(field: keyof typeof FLAGS, connection: string, value?: string): string {
  const isText = field === 'region';
  const given = isText ? JSON.stringify(value ?? 'REGION') : 'true';
  const inFile = `"${field}": ${given}`;
  if (connection !== 'default') return `${inFile} for the connection "${connection}"`;
  return `${FLAGS[field]}${isText ? ` ${value ?? 'REGION'}` : ''} of the worker (${inFile} in a file of connections)`;
}

/** What to do where a store may not know its buckets by the names of hosts. Empty where the bucket was no part of that name. */
export function pathStyle({ virtualHost, target: { connection } }: FailedRequest): string {
  if (virtualHost === undefined) return '';
  return `; it was asked for at ${virtualHost}: where this S3 has no host for each bucket, use ${setting('forcePathStyle', connection)}`;
}

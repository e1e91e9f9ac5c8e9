import type { Client } from '@temporalio/client';
import { cleanupId } from '../domain/job-id.ts';
import type { CleanupStatus } from '../workflows/cleanup/contract.ts';
import type { FleetStatus } from '../workflows/fleet/contract.ts';
import { askChild } from './child-status.ts';
import type { Trouble } from './trouble/trouble.ts';

/** Each costs two requests to Temporal at every look. */
const ASKED_AT_MOST = 8;

/** A cleanup of many buckets, and the first of its buckets at work. */
export interface FleetSnapshot {
  status: FleetStatus;
  running: Array<{ bucket: string; status: CleanupStatus | null }>;
}

/** Asks the buckets at work how far they are. One that ends meanwhile or does not answer has no status. */
export async function askFleet(
  client: Client,
  status: FleetStatus,
  soon: <T>(request: () => Promise<T>) => Promise<T>,
): Promise<{ fleet: FleetSnapshot; trouble: Trouble | null }> {
  const asked = status.running.slice(0, ASKED_AT_MOST);
  const answers = await Promise.all(asked.map((bucket) => askChild(client, cleanupId({ bucket }), soon)));
  const running = asked.map((bucket, at) => ({
    bucket,
    status: (answers[at]?.status ?? null) as CleanupStatus | null,
  }));
  const trouble = answers.find((answer) => answer?.trouble)?.trouble ?? null;
  return { fleet: { status, running }, trouble };
}

/** All kinds of jobs answer the same query, each in its own way. Only a fleet has `latest`. */
export function isFleet(status: object | null): status is FleetStatus {
  return status !== null && 'latest' in status;
}

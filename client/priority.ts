import type { Client } from '@temporalio/client';
import type { Priority } from '@temporalio/common';
import { present } from '../domain/present.ts';
import { fairnessKey, PRIORITY_OF_SCHEDULES } from '../domain/task-queue/priority.ts';
import { isEncoding } from './connection/data-converter.ts';

/**
 * A job's place in the task queue: its turn among those on other buckets, and behind what somebody waits for, where it is scheduled. Its activities and
 * children inherit it. Servers without priority or fairness take no notice.
 */
export function priorityOf(client: Client, input: object, { scheduled = false } = {}): { priority: Priority } {
  const { bucket } = input as { bucket?: string };
  // The key is not encoded.
  const hidden = isEncoding(client.options.loadedDataConverter);
  return {
    priority: present({
      fairnessKey: bucket === undefined ? undefined : fairnessKey(bucket, { hidden }),
      priorityKey: scheduled ? PRIORITY_OF_SCHEDULES : undefined,
    }),
  };
}

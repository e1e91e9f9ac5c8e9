import type { Client } from '@temporalio/client';
import { isMarkedEncoding } from '../../domain/task-queue/worker-identity.ts';
import { CleanupFailure } from '../failure.ts';
import { GIVE_CONVERTER, isEncoding } from './data-converter.ts';

/** A poll lasts a minute: who polled longer ago has ended. */
const POLLED_WITHIN_MS = 70_000;

/**
 * Asks who polls the task queue before anything is written to it. Fails with DataConverterDiffers where payloads are encoded
 * here and not there, or there and not here. Passes where nobody polls, or where nobody tells.
 */
export async function checkConverter(client: Client, taskQueue: string): Promise<void> {
  const here = isEncoding(client.options.loadedDataConverter);
  const there = (await identitiesOn(client, taskQueue)).map(isMarkedEncoding);
  if (there.length === 0 || there.includes(here)) return;
  throw new CleanupFailure(
    'DataConverterDiffers',
    here
      ? `the workers of task queue ${taskQueue} do not encode their payloads: start them with the same converter (--data-converter, or the codec of temporal.toml), or leave it out here`
      : `the workers of task queue ${taskQueue} encode their payloads: ${GIVE_CONVERTER}. Nothing was written`,
  );
}

async function identitiesOn(client: Client, taskQueue: string): Promise<string[]> {
  const { namespace } = client.options;
  const asked = { namespace, taskQueue: { name: taskQueue }, taskQueueType: 1 } as const;
  // Who may start a job may not be allowed to ask for workers.
  const { pollers } = await client.workflowService.describeTaskQueue(asked).catch(() => ({ pollers: [] }));
  return (pollers ?? [])
    .filter(({ lastAccessTime }) => Date.now() - 1_000 * Number(lastAccessTime?.seconds ?? 0) < POLLED_WITHIN_MS)
    .map(({ identity }) => identity ?? '');
}

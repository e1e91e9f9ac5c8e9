import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { Activities, Ref } from './activities.ts';

const { listPage, abort, hasParts } = proxyActivities<Activities>({ startToCloseTimeout: '1m' });

/** 300 uploads are 600 activities: at most 3,600 events of the 4,096 at which the server suggests to continue as new. */
const PAGE_SIZE = 300;
const IN_FLIGHT = 64;

/** Aborts and verifies every upload of a bucket, an activity for each request; always lists from the beginning. */
export async function cleanByRequests(bucket: string): Promise<void> {
  const page = await listPage(bucket, PAGE_SIZE);
  if (page.length === 0) return;
  const lane = async () => {
    for (let upload = page.pop(); upload; upload = page.pop()) await clean(bucket, upload);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  await continueAsNew<typeof cleanByRequests>(bucket);
}

async function clean(bucket: string, upload: Ref): Promise<void> {
  await abort(bucket, upload);
  if (await hasParts(bucket, upload)) throw new Error(`parts remain of ${upload.key}`);
}

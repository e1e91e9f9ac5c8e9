import { isCancellation } from '@temporalio/workflow';
import type { ListBucketsInput } from '../../activities/account/contract.ts';
import { addTo } from '../../domain/counts.ts';
import { present } from '../../domain/present.ts';
import { activities } from '../durable/activities.ts';
import { rootFailure } from '../durable/failures.ts';
import { invalid } from '../durable/input.ts';
import { BUCKETS_AT_MOST, FIRST_CONTACT_POLICY, LISTING_POLICY } from '../durable/policies.ts';
import { enterPhase } from '../durable/wait.ts';
import type { Fleet } from './job.ts';

/**
 * Finds the buckets that match, unless they are named. Fails with InvalidInput where there is none. This is the first
 * contact with S3: it fails within minutes where nobody answers, so that a wrong endpoint is told at once.
 */
export async function chooseBuckets(fleet: Fleet): Promise<void> {
  const { match } = fleet.request;
  if (match === undefined) return await reachS3(fleet);
  enterPhase(fleet, 'listing buckets');
  const found = new Set(await listAll(fleet, { kind: 'general-purpose', match }));
  for (const bucket of await listDirectoryBuckets(fleet, match)) found.add(bucket);
  if (found.size === 0) throw invalid('match', 'a pattern that a bucket of this account matches', match);
  if (found.size > BUCKETS_AT_MOST) throw invalid('match', `narrower: it matches ${found.size} buckets`, match);
  fleet.waiting = [...found].sort();
  fleet.state.buckets.total = found.size;
  enterPhase(fleet, 'cleaning');
}

/** One bucket that does not answer stops no other. */
const ASKED_AT_MOST = 3;

/** Asks for the first of the buckets, and for the next where S3 does not answer. Fails as the last of them does. */
async function reachS3(fleet: Fleet): Promise<void> {
  const { resume } = fleet.input;
  const asked = resume ? [] : fleet.waiting.slice(0, ASKED_AT_MOST);
  for (const [index, bucket] of asked.entries()) {
    try {
      return await reach(fleet, bucket);
    } catch (error) {
      const isDown = rootFailure(error)?.type === 'S3Unavailable';
      if (!isDown || index + 1 === asked.length) throw error;
    }
  }
}

async function reach(fleet: Fleet, bucket: string): Promise<void> {
  const { connection, cleanup } = fleet.request;
  const { bucketExists } = activities(FIRST_CONTACT_POLICY, `reach S3: is ${bucket} there?`);
  const target = { connection, bucket, ...present({ expectedBucketOwner: cleanup.expectedBucketOwner }) };
  const { requests } = await bucketExists({ target });
  addTo(fleet.state.requests, requests);
}

type Wanted = Pick<ListBucketsInput, 'kind' | 'match'>;

async function listAll(fleet: Fleet, wanted: Wanted): Promise<string[]> {
  const buckets: string[] = [];
  let token: string | undefined;
  do {
    const policy = token === undefined ? FIRST_CONTACT_POLICY : LISTING_POLICY;
    const { listBuckets } = activities(policy, `list ${wanted.kind} buckets like ${wanted.match}`);
    const input = { connection: fleet.request.connection, ...wanted, ...present({ token }) };
    const page = await listBuckets(input);
    addTo(fleet.state.requests, page.requests);
    buckets.push(...page.buckets);
    token = page.next;
  } while (token !== undefined && buckets.length <= BUCKETS_AT_MOST);
  return buckets;
}

/**
 * Most S3s have no directory buckets, and many accounts without any may not list them. The report says so, and the job
 * goes on.
 */
async function listDirectoryBuckets(fleet: Fleet, match: string): Promise<string[]> {
  try {
    return await listAll(fleet, { kind: 'directory', match });
  } catch (error) {
    const failure = rootFailure(error);
    if (isCancellation(error) || !failure) throw error;
    fleet.state.notListed = { kind: 'directory', type: failure.type ?? 'Error', message: failure.message };
    return [];
  }
}

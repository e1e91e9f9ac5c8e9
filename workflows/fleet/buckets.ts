import { isCancellation } from '@temporalio/workflow';
import type { ListBucketsInput } from '../../activities/account/contract.ts';
import { addTo } from '../../domain/counts.ts';
import { present } from '../../domain/present.ts';
import { activities } from '../durable/activities.ts';
import { rootFailure } from '../durable/failures.ts';
import { invalid } from '../durable/input.ts';
import { BUCKETS_AT_MOST, FIRST_CONTACT_POLICY, LISTING_POLICY } from '../durable/policies.ts';
import { ridingOut } from '../durable/trouble/outage.ts';
import { enterPhase } from '../durable/wait.ts';
import type { Fleet } from './job.ts';
import { inOrder, type Place } from './place.ts';

/**
 * Finds the buckets that match, unless they are known. Fails with InvalidInput where there is none. This is the first
 * contact with S3: it fails within minutes where nobody answers, so that a wrong endpoint is told at once.
 */
export async function chooseBuckets(fleet: Fleet): Promise<void> {
  const { match } = fleet.request;
  if (fleet.input.resume) return;
  if (match === undefined) return await reachS3(fleet);
  enterPhase(fleet, 'listing buckets');
  const found = await findPlaces(fleet, match);
  if (found.length === 0) throw invalid('match', 'a pattern that a bucket of this account matches', match);
  if (found.length > BUCKETS_AT_MOST) throw invalid('match', `narrower: it matches ${found.length} buckets`, match);
  fleet.waiting = inOrder(found);
  fleet.state.buckets.total = found.length;
  enterPhase(fleet, 'cleaning');
}

/** Over one connection after the other. A bucket that an earlier one has found in the same S3 is the same bucket. */
async function findPlaces(fleet: Fleet, match: string): Promise<Place[]> {
  const places: Place[] = [];
  const storesOf = new Map<string, Set<string>>();
  for (const connection of fleet.request.connections) {
    const { buckets, store = connection } = await listBoth(fleet, { connection, match });
    const known = buckets.filter((bucket) => storesOf.get(bucket)?.has(store));
    if (known.length > 0) noteReachedTwice(fleet, connection, known);
    for (const bucket of buckets) {
      const stores = storesOf.get(bucket) ?? new Set();
      if (!stores.has(store)) places.push({ connection, bucket, apart: stores.size > 0 });
      storesOf.set(bucket, stores.add(store));
    }
  }
  return places;
}

const NAMES_AT_MOST = 20;

/** A store may give each of its tenants a bucket of that name: so it is said which are left to another connection. */
function noteReachedTwice({ state }: Fleet, connection: string, buckets: string[]): void {
  const { reachedTwice = [] } = state;
  const names = [...buckets].sort().slice(0, NAMES_AT_MOST);
  state.reachedTwice = [...reachedTwice, { connection, buckets: buckets.length, names }];
}

/** One bucket that does not answer stops no other. */
const ASKED_AT_MOST = 3;

/** Asks for the first of the buckets, and for the next where S3 does not answer. Fails as the last of them does. */
async function reachS3(fleet: Fleet): Promise<void> {
  const asked = fleet.waiting.slice(0, ASKED_AT_MOST);
  for (const [index, place] of asked.entries()) {
    try {
      return await reach(fleet, place);
    } catch (error) {
      const isDown = rootFailure(error)?.type === 'S3Unavailable';
      if (!isDown || index + 1 === asked.length) throw error;
    }
  }
}

async function reach(fleet: Fleet, { connection, bucket }: Place): Promise<void> {
  const { cleanup } = fleet.request;
  const { bucketExists } = activities(FIRST_CONTACT_POLICY, `reach S3: is ${bucket} there?`);
  const target = { connection, bucket, ...present({ expectedBucketOwner: cleanup.expectedBucketOwner }) };
  const { requests } = await bucketExists({ target });
  addTo(fleet.state.requests, requests);
}

type Wanted = Pick<ListBucketsInput, 'connection' | 'kind' | 'match'>;

interface Found {
  buckets: string[];
  /** Absent: nobody knows. */
  store?: string;
}

async function listBoth(fleet: Fleet, wanted: Pick<Wanted, 'connection' | 'match'>): Promise<Found> {
  const found = await listAll(fleet, { ...wanted, kind: 'general-purpose' });
  const { buckets } = await listDirectoryBuckets(fleet, wanted);
  return { ...found, buckets: [...new Set([...found.buckets, ...buckets])] };
}

async function listAll(fleet: Fleet, wanted: Wanted): Promise<Found> {
  const found: Found = { buckets: [] };
  let token: string | undefined;
  do {
    const policy = token === undefined ? FIRST_CONTACT_POLICY : LISTING_POLICY;
    const summary = `list ${wanted.kind} buckets like ${wanted.match}${over(fleet, wanted)}`;
    const input = { ...wanted, ...present({ token }) };
    const page = await ridingOut(fleet.steering, policy, (given) => activities(given, summary).listBuckets(input));
    addTo(fleet.state.requests, page.requests);
    found.buckets.push(...page.buckets);
    if (page.store !== undefined) found.store = page.store;
    token = page.next;
  } while (token !== undefined && found.buckets.length <= BUCKETS_AT_MOST);
  return found;
}

function over({ request }: Fleet, { connection }: Wanted): string {
  return request.connections.length > 1 ? ` over ${connection}` : '';
}

/**
 * Most S3s have no directory buckets, and many accounts without any may not list them. The report says so, and the job
 * goes on.
 */
async function listDirectoryBuckets(fleet: Fleet, wanted: Pick<Wanted, 'connection' | 'match'>): Promise<Found> {
  try {
    return await listAll(fleet, { ...wanted, kind: 'directory' });
  } catch (error) {
    const failure = rootFailure(error);
    if (isCancellation(error) || !failure) throw error;
    const { type, message } = failure;
    const { connection } = wanted;
    const { notListed = [] } = fleet.state;
    fleet.state.notListed = [...notListed, { connection, kind: 'directory', type: type ?? 'Error', message }];
    return { buckets: [] };
  }
}

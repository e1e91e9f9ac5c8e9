import { allHandlersFinished, ContinueAsNew, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import { addTo } from '../../domain/counts.ts';
import { howManyFit } from '../../domain/payload-size.ts';
import { endOf, surface } from '../cleanup/failures.ts';
import { checkState, invalid, isRecord } from '../cleanup/request.ts';
import { bucketActivities } from '../durable/activities.ts';
import { OBJECTS } from '../durable/policies.ts';
import type { EmptyInput, EmptyReport, EmptyState } from '../prepare/contract.ts';
import { showEmptying } from '../prepare/current-details.ts';
import { handleEmptying } from '../prepare/handlers.ts';

/**
 * Deletes all objects of a bucket, page after page, as a child of prepareBucketDeletion. Answers what it counted; keys are
 * in it only of what S3 would not delete. Fails with InvalidInput where nobody confirmed it: on its own.
 */
export async function emptyBucket(input: EmptyInput): Promise<EmptyReport> {
  const state = openEmptying(input);
  const before = state.versions + state.deleteMarkers;
  handleEmptying(input, state);
  showEmptying(input, state);
  try {
    while (!state.ended) {
      await condition(() => !state.paused);
      await emptyPage(input, state);
      showEmptying(input, state);
      if (isLong(input, state.versions + state.deleteMarkers - before)) await continueLater(input, state);
    }
    showEmptying(input, state, { how: 'emptied' });
    return state;
  } catch (error) {
    const isContinued = error instanceof ContinueAsNew;
    showEmptying(input, state, isContinued ? { how: 'continued as a new run' } : endOf(error));
    throw surface(error);
  }
}

function openEmptying(input: EmptyInput): EmptyState {
  if (!workflowInfo().parent || !isRecord(input) || !isRecord(input.target)) {
    throw invalid('input', 'that of prepareBucketDeletion, whose child this is: start that one', input);
  }
  const first = firstState(input);
  return input.resume === undefined ? first : checkState(input.resume, first);
}

const NAMED_AT_MOST = 100;

/** 100 keys of 1 KB are 600 KB of JSON where they hold control characters; Temporal warns at 512 KiB. */
const NAMED_BYTES_AT_MOST = 200_000;

async function emptyPage({ target, versions }: EmptyInput, state: EmptyState): Promise<void> {
  const { concurrency, requestsPerSecond } = state.limits;
  const { deleteObjects } = bucketActivities(OBJECTS, `delete objects, ${state.versions} versions so far`);
  const page = await deleteObjects({
    target,
    versions,
    ...(state.marker === undefined ? {} : { marker: state.marker }),
    limits: { concurrency, ...(requestsPerSecond === null ? {} : { requestsPerSecond }) },
  });
  // What was refused before is found again.
  if (page.fromTheBeginning) Object.assign(state, { refused: {}, named: [] });
  state.versions += page.versions;
  state.deleteMarkers += page.deleteMarkers;
  addTo(state.refused, page.refused);
  const named = [...state.named, ...page.named].slice(0, NAMED_AT_MOST);
  state.named = named.slice(0, howManyFit(named, NAMED_BYTES_AT_MOST));
  addTo(state.requests, page.requests);
  if (page.next) state.marker = page.next;
  else state.ended = true;
}

/** A page is 6 events; the server suggests to continue at 4,096, after about 680,000 objects. */
function isLong({ objectsPerRun }: EmptyInput, deleted: number): boolean {
  return workflowInfo().continueAsNewSuggested || deleted >= objectsPerRun;
}

async function continueLater(input: EmptyInput, state: EmptyState): Promise<void> {
  if (state.ended) return;
  await condition(allHandlersFinished);
  await continueAsNew<typeof emptyBucket>({ ...input, resume: state });
}

function firstState({ limits, paused }: EmptyInput): EmptyState {
  return {
    ended: false,
    versions: 0,
    deleteMarkers: 0,
    refused: {},
    named: [],
    requests: { list: 0, abort: 0, listParts: 0, throttled: 0, deleteObjects: 0 },
    limits,
    paused,
  };
}

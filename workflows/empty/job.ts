import { setHandler, workflowInfo } from '@temporalio/workflow';
import type { DeletedObjects } from '../../activities/bucket/contract.ts';
import { addTo, noRequests } from '../../domain/counts.ts';
import { howManyFit } from '../../domain/payload-size.ts';
import { merged } from '../../domain/s3/dialect.ts';
import { invalid, isRecord } from '../durable/input.ts';
import { emptyStatusQuery } from '../durable/messages.ts';
import { resumed } from '../durable/resume.ts';
import { handleSteering, openSteering, type Steering } from '../durable/steering.ts';
import { Parent } from '../durable/trouble/parent.ts';
import { troubleIn } from '../durable/trouble/trouble.ts';
import type { EmptyInput, EmptyState, EmptyStatus } from './contract.ts';
import { show } from './details.ts';

/** An emptying in progress. `state` survives continue-as-new, and it is the answer. */
export interface Emptying {
  readonly input: EmptyInput;
  readonly state: EmptyState;
  readonly steering: Steering;
  /** Versions and delete markers that earlier runs deleted. */
  readonly before: number;
}

/** Fails with InvalidInput where it is started on its own, because nobody confirmed it then. */
export function openEmptying(input: EmptyInput): Emptying {
  const { parent, workflowId } = workflowInfo();
  if (!parent || !isRecord(input) || !isRecord(input.target)) {
    throw invalid('input', 'that of prepareBucketDeletion, whose child this is: start that one', input);
  }
  const state = resumed(input.resume, firstState(input));
  const hooks = { parent: new Parent(parent.workflowId, workflowId) };
  const steering = openSteering(state, () => show(input, statusOf({ state, steering })), hooks);
  return { input, state, steering, before: state.versions + state.deleteMarkers };
}

export function statusOf({ state, steering }: Pick<Emptying, 'state' | 'steering'>): EmptyStatus {
  return { ...state, ...troubleIn(steering) };
}

export function handleMessages(emptying: Emptying): void {
  const { steering } = emptying;
  setHandler(emptyStatusQuery, () => statusOf(emptying), { description: 'How many objects are deleted' });
  handleSteering(steering, {
    pause: 'Delete no further page until `resume`',
    resume: 'Go on after `pause`',
    limits: 'From the parent job: the limits in force',
  });
}

const NAMED_AT_MOST = 100;

/** 100 keys of 1 KB are 600 KB of JSON where they hold control characters; Temporal warns at 512 KiB. */
const NAMED_BYTES_AT_MOST = 200_000;

/** Adds what became of a page of objects. */
export function note(state: EmptyState, page: DeletedObjects): void {
  // What was refused before is found again.
  if (page.fromTheBeginning) Object.assign(state, { refused: {}, named: [] });
  state.versions += page.versions;
  state.deleteMarkers += page.deleteMarkers;
  addTo(state.refused, page.refused);
  const named = [...state.named, ...page.named].slice(0, NAMED_AT_MOST);
  state.named = named.slice(0, howManyFit(named, NAMED_BYTES_AT_MOST));
  addTo(state.requests, page.requests);
  if (page.dialect) state.dialect = merged(state.dialect, page.dialect);
  if (page.next) state.marker = page.next;
  else state.ended = true;
}

/** A page is 6 events; the server suggests to continue at 4,096, after about 680,000 objects. */
export function isLong({ input, state, before }: Emptying): boolean {
  const deleted = state.versions + state.deleteMarkers - before;
  return workflowInfo().continueAsNewSuggested || deleted >= input.objectsPerRun;
}

function firstState({ limits, paused }: EmptyInput): EmptyState {
  return {
    ended: false,
    versions: 0,
    deleteMarkers: 0,
    refused: {},
    named: [],
    requests: { ...noRequests(), deleteObjects: 0 },
    limits,
    paused,
  };
}

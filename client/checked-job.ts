import { cleanupId, fleetId, preparationId } from '../domain/job-id.ts';
import { CLEANUP_WORKFLOW, FLEET_WORKFLOW, PREPARATION_WORKFLOW } from '../domain/workflow-types.ts';
import type { CleanupInput } from '../workflows/cleanup/contract.ts';
import { checkCleanup } from '../workflows/cleanup/request.ts';
import type { FleetInput } from '../workflows/fleet/contract.ts';
import { checkFleet } from '../workflows/fleet/request.ts';
import type { PrepareInput } from '../workflows/prepare/contract.ts';
import { checkPrepare } from '../workflows/prepare/request.ts';
import { summarize, summarizeFleet, summarizePreparation } from './description.ts';
import { toCleanupFailure } from './failure.ts';

/** A job that can be started: its input has been checked. */
export interface CheckedJob {
  /** The workflow by its name. A client needs none of its code. */
  type: string;
  /** The ID where the caller gives no other. */
  workflowId: string;
  /** One line for Temporal's UI. */
  summary: string;
  input: object;
}

/** Each of these throws InvalidInput. */
export function cleanupJob(input: CleanupInput): CheckedJob {
  checked(() => checkCleanup(input, new Date()));
  return { type: CLEANUP_WORKFLOW, workflowId: cleanupId(input), summary: summarize(input), input };
}

export function preparationJob(input: PrepareInput): CheckedJob {
  checked(() => checkPrepare(input, new Date()));
  const workflowId = preparationId(input.bucket);
  return { type: PREPARATION_WORKFLOW, workflowId, summary: summarizePreparation(input), input };
}

export function fleetJob(input: FleetInput): CheckedJob {
  checked(() => checkFleet(input, new Date()));
  return { type: FLEET_WORKFLOW, workflowId: fleetId(input), summary: summarizeFleet(input), input };
}

/** Throws InvalidInput as a CleanupFailure, where the workflow's own check would throw Temporal's failure. */
export function checked(check: () => unknown): void {
  try {
    check();
  } catch (error) {
    throw toCleanupFailure(error, '');
  }
}

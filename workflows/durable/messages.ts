import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { CleanupStatus } from '../cleanup/contract.ts';
import type { EmptyStatus } from '../empty/contract.ts';
import type { FleetStatus } from '../fleet/contract.ts';
import type { PrepareStatus } from '../prepare/contract.ts';
import type { LimitsInForce, Trouble, Tune } from './contract.ts';

/** How far the job is. */
export const statusQuery = defineQuery<CleanupStatus>('status');

/** The same question to a preparation. */
export const prepareStatusQuery = defineQuery<PrepareStatus>('status');

/** The same question to an emptying. */
export const emptyStatusQuery = defineQuery<EmptyStatus>('status');

/** The same question to a cleanup of many buckets. */
export const fleetStatusQuery = defineQuery<FleetStatus>('status');

/** Start no further requests until `resume`. Those in flight finish. */
export const pauseSignal = defineSignal('pause');

export const resumeSignal = defineSignal('resume');

/** From a job to its children: the limits in force. */
export const limitsSignal = defineSignal<[LimitsInForce]>('limits');

/** From a child to its job, with its workflow ID: what stands in its way; null: nothing any more. */
export const troubleSignal = defineSignal<[string, Trouble | null]>('trouble');

/** From a job to one of its ranges: it may ask S3 now, with this share of the job's rate. */
export const yourTurnSignal = defineSignal<[number]>('yourTurn');

/** From a range to its job, with its workflow ID: it has something to ask S3. */
export const turnWantedSignal = defineSignal<[string]>('turnWanted');

/** From a range to its job, with its workflow ID: it has nothing to ask S3 for a while. */
export const turnOverSignal = defineSignal<[string]>('turnOver');

/** Change the limits of a running job. Answers the values in force; refused with InvalidInput. */
export const tuneUpdate = defineUpdate<LimitsInForce, [Tune]>('tune');

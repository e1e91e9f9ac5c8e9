import {
  ApplicationFailure,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import type { FailureType } from '../activities/contract.ts';
import { endTypeOf, type JobEndType } from '../domain/job-end.ts';
import { GIVE_CONVERTER } from './connection/data-converter.ts';

/** How a job can end without a report, and why it could not be reached. */
export type CleanupFailureType =
  | FailureType
  | Exclude<JobEndType, 'Error'>
  | 'StillRunning'
  | 'AlreadyEnded'
  | 'NoSuchWorkflow'
  | 'NoSuchSchedule'
  | 'NoWorker'
  | 'DataConverterDiffers'
  | 'SearchAttributesMissing';

/**
 * Thrown by the handle of a job. Has the `details` of the workflow's failure: `UploadsRemainDetails` for UploadsRemain.
 */
export class CleanupFailure extends Error {
  override readonly name = 'CleanupFailure';
  /** A CleanupFailureType, or the type of a failure that this package does not know. */
  readonly type: CleanupFailureType | (string & {});
  readonly details: unknown;

  constructor(type: CleanupFailure['type'], message: string, options: { details?: unknown; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.type = type;
    this.details = options.details ?? null;
  }
}

/** The failure that the workflow named, without what Temporal wraps around it. Other errors come back unchanged. */
export function toCleanupFailure(error: unknown, workflowId: string): unknown {
  if (error instanceof WorkflowNotFoundError) {
    return new CleanupFailure('NoSuchWorkflow', `${workflowId}: ${error.message}`, { cause: error });
  }
  const encoding = unknownEncoding(error);
  if (encoding !== undefined) return ofEncoding(encoding, workflowId, error);
  if (error instanceof ApplicationFailure) return ofApplication(error);
  if (!(error instanceof WorkflowFailedError || error instanceof WorkflowUpdateFailedError)) return error;
  const application = causes(error).find((cause) => cause instanceof ApplicationFailure);
  return application ? ofApplication(application) : ofEnd(error, workflowId);
}

/** Of CompositePayloadConverter in @temporalio/common, which has no class for it. */
function unknownEncoding(error: unknown): string | undefined {
  return /^Unknown encoding: (.+)$/.exec(error instanceof Error ? error.message : '')?.[1];
}

function ofEncoding(encoding: string, workflowId: string, cause: unknown): CleanupFailure {
  const message = `the payloads of ${workflowId || 'the job'} are encoded as ${encoding}: ${GIVE_CONVERTER}`;
  return new CleanupFailure('DataConverterDiffers', message, { cause });
}

function ofApplication(failure: ApplicationFailure): CleanupFailure {
  return new CleanupFailure(failure.type ?? 'Error', failure.message, {
    details: failure.details?.[0],
    cause: failure,
  });
}

function ofEnd(error: Error, workflowId: string): CleanupFailure {
  const type = endTypeOf(error);
  const cause = causes(error).at(-1);
  const reason = cause?.message && type !== 'Cancelled' ? ` (${cause.message})` : '';
  return new CleanupFailure(type, `${workflowId} ${ENDS[type]}${reason}`, { cause: type === 'Error' ? error : cause });
}

const ENDS: Record<JobEndType, string> = {
  Cancelled: 'was cancelled',
  Terminated: 'was terminated',
  TimedOut: 'timed out',
  Error: 'failed',
};

function causes(error: Error): Error[] {
  return error.cause instanceof Error ? [error.cause, ...causes(error.cause)] : [];
}

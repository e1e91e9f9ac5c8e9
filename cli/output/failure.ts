import { CommanderError } from 'commander';
import { type AlreadyRunningDetails, renamed } from '../../client/already-running.ts';
import { grpcErrorOf } from '../../client/connection/grpc-error.ts';
import { CleanupFailure, toCleanupFailure } from '../../client/failure.ts';
import { WorkerOptionInvalid } from '../../worker/process/option-invalid.ts';
import type { CleanupStatus, UploadsRemainDetails } from '../../workflows/cleanup/contract.ts';
import { Interrupted } from '../interrupted.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { flagNamed, inFlags } from '../options/input.ts';
import { UsageError } from '../usage-error.ts';
import { answer } from './answer.ts';
import { isPreparationFailure, renderPreparationFailure } from './report/prepare-report.ts';
import { renderRemaining } from './report/report.ts';
import { renderFigures } from './status.ts';

interface ToldFailure {
  type: string;
  message: string;
  details: unknown;
}

const EXIT_CODES: Record<string, ExitCode> = {
  InvalidInput: EXIT.usage,
  UnknownConnection: EXIT.usage,
  TemporalConfigInvalid: EXIT.usage,
  DataConverterDiffers: EXIT.usage,
  DataConverterInvalid: EXIT.usage,
  SearchAttributesMissing: EXIT.usage,
  UploadsRemain: EXIT.uploadsRemain,
  Cancelled: EXIT.cancelled,
  Terminated: EXIT.cancelled,
  Interrupted: EXIT.interrupted,
};

/**
 * Writes the message to stderr and what the failure reports to stdout; `line`: as the last of several JSON documents. Answers the exit
 * code. Never a stack trace.
 */
export function answerFailure(error: unknown, json: boolean | 'line', io: Io): ExitCode {
  const failure = tell(error);
  // commander has already written its message and its hint.
  if (!(error instanceof CommanderError)) io.stderr.write(`s3-cleanup: ${failure.message}\n`);
  if (json === 'line') io.stdout.write(`${JSON.stringify({ error: failure })}\n`);
  else if (json) answer(io, true, { error: failure }, '');
  else if (isUploadsRemain(failure)) answer(io, false, null, renderRemaining(failure.details, io.stdout.columns));
  else if (isCancelled(failure)) answer(io, false, null, renderFigures(failure.details, Date.now()));
  else if (isPreparationFailure(failure.details)) answer(io, false, null, renderPreparationFailure(failure.details));
  return EXIT_CODES[failure.type] ?? EXIT.failure;
}

function tell(thrown: unknown): ToldFailure {
  const error = toCleanupFailure(thrown, '');
  if (isUsage(error)) {
    return { type: 'InvalidInput', message: error.message.replace(/^error: /, ''), details: null };
  }
  if (error instanceof Interrupted) return { type: error.name, message: error.message, details: error.details };
  if (error instanceof CleanupFailure) return ofCleanup(error);
  if (error instanceof Error) return { type: error.name, message: withCause(error), details: null };
  return { type: 'Error', message: String(error), details: null };
}

function isUsage(error: unknown): error is Error {
  return [CommanderError, UsageError, WorkerOptionInvalid].some((type) => error instanceof type);
}

function ofCleanup({ type, message, details }: CleanupFailure): ToldFailure {
  const {
    field,
    differences,
    workflowId = '',
  } = (details ?? {}) as { field?: unknown } & Partial<AlreadyRunningDetails>;
  if (differences) return { type, message: renamed({ workflowId, differences }, flagNamed), details };
  return { type, message: typeof field === 'string' ? inFlags(message, field) : message, details };
}

/** Temporal's errors say "Failed to query Workflow"; their cause says why. */
function withCause(error: Error): string {
  const why = grpcErrorOf(error)?.details ?? '';
  return error.message.includes(why) ? error.message : `${error.message}: ${why}`;
}

function isUploadsRemain(failure: ToldFailure): failure is ToldFailure & { details: UploadsRemainDetails } {
  return failure.type === 'UploadsRemain' && failure.details !== null;
}

function isCancelled(failure: ToldFailure): failure is ToldFailure & { details: CleanupStatus } {
  return failure.type === 'Cancelled' && failure.details !== null;
}

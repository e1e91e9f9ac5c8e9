import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import { present } from '../../domain/present.ts';
import type { FailureType, Target } from '../contract.ts';
import { generalAdvice } from './advice/way-there.ts';
import { adviceOn } from './advice.ts';
import { classify, type FailureKind } from './failure-table.ts';
import type { FailedRequest, S3Operation } from './operations.ts';

/** One request to S3 that failed. Its message has no secrets; its `cause` may have, and stays on the worker. */
export class S3Failure extends Error {
  readonly kind: FailureKind;
  readonly type: FailureType;
  readonly needsFreshCredentials: boolean;
  readonly code: string;
  readonly status: number | undefined;
  readonly operation: S3Operation;
  readonly target: Target;
  readonly region: string | undefined;
  readonly said: string | undefined;
  readonly virtualHost: string | undefined;
  readonly host: FailedRequest['host'];
  readonly proxy: FailedRequest['proxy'];
  /** What the activity has come to, for the one that goes on for it. */
  progress?: object;

  constructor(request: FailedRequest) {
    const { kind, type, needsFreshCredentials } = classify(request.code, request.status, request.operation);
    // There is one for every upload that is gone. A stack would take a tenth of the CPU that the requests of an upload
    // take.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(messageOf(request, type), { cause: request.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'S3Failure';
    this.kind = kind;
    this.type = type;
    this.needsFreshCredentials = needsFreshCredentials ?? false;
    this.code = request.code.slice(0, LONGEST_CODE);
    this.status = request.status;
    this.operation = request.operation;
    this.target = request.target;
    this.region = request.region;
    this.said = request.said;
    this.virtualHost = request.virtualHost;
    this.host = request.host;
    this.proxy = request.proxy;
  }

  /** The same request may go well when it is made again. */
  get isRetryable(): boolean {
    return this.kind === 'transient' || this.kind === 'throttled';
  }
}

/** S3's own codes have 50 characters at most. History records the code for every upload that it stopped. */
const LONGEST_CODE = 100;

function messageOf(request: FailedRequest, type: FailureType): string {
  const said = request.said ? ` (S3: ${request.said.slice(0, 300)})` : '';
  return `${request.code.slice(0, LONGEST_CODE)} on ${request.operation} of ${request.target.bucket}: ${adviceOn(request, type)}${said}`;
}

/** The message of a failure, with a question in place of an advice that fits every outage. */
export function messageAsking(failure: S3Failure, question: string): string {
  return failure.message.replace(generalAdvice(failure), question);
}

/** An activity that cannot be done as asked, whatever S3 says. */
export class Refusal extends Error {
  readonly type: FailureType;

  constructor(type: FailureType, message: string) {
    super(message);
    this.name = 'Refusal';
    this.type = type;
  }
}

/** How long Temporal waits before it retries an activity that S3 throttled. */
const THROTTLED_RETRY_DELAY = '15s';

/** A first contact has three tries. A source that fails for half a minute does not end the job, and none at all is told within a minute. */
const CREDENTIALS_RETRY_DELAY = '16s';

function retryDelay({ kind, type }: S3Failure): { nextRetryDelay?: '15s' | '16s' } {
  if (type === 'CredentialsUnavailable') return { nextRetryDelay: CREDENTIALS_RETRY_DELAY };
  return kind === 'throttled' ? { nextRetryDelay: THROTTLED_RETRY_DELAY } : {};
}

/**
 * What an activity throws, whatever went wrong in it. A failure of S3 shows only its message, type, code and operation.
 */
export function asApplicationFailure(error: unknown): unknown {
  if (error instanceof TemporalFailure) return error;
  if (error instanceof Refusal) {
    return ApplicationFailure.create({ type: error.type, message: error.message, nonRetryable: true });
  }
  if (!(error instanceof S3Failure)) return error;
  return ApplicationFailure.create({
    type: error.type,
    message: error.message,
    nonRetryable: !error.isRetryable,
    details: [{ code: error.code, operation: error.operation, ...present({ progress: error.progress }) }],
    ...retryDelay(error),
  });
}

import { ApplicationFailure } from '@temporalio/common';
import type { FailureType, Limits, Target } from '../../activities/contract.ts';
import { isBucketName, isDirectoryBucket } from '../../domain/bucket-name.ts';
import { parseDuration } from '../../domain/duration.ts';
import type { CleanupInput, Select } from './contract.ts';

/** A checked CleanupInput with its defaults: durations in milliseconds, cut-offs as absolute instants. */
export interface CleanupRequest {
  target: Target;
  prefix?: string;
  range: { after?: string; through?: string };
  initiatedBefore?: string;
  activeSince?: string;
  dryRun: boolean;
  measure: boolean;
  settle: number;
  quietPeriod: number;
  retry: { initial: number; maximum: number; giveUpAfter: number };
  cleanPasses: number;
  parallelism: number;
  limits: Limits;
  uploadsPerRun: number;
  searchAttributes: boolean;
}

const FIELDS = new Set(
  [
    'bucket select prefix range idleFor dryRun measure connection expectedBucketOwner requestPayer',
    'settle quietPeriod retry cleanPasses parallelism limits searchAttributes resume',
  ].flatMap((names) => names.split(' ')),
);

/** Checks an input as a workflow got it and fixes its cut-offs. Throws InvalidInput, naming the field. */
export function checkCleanup(input: CleanupInput, startedAt: Date): CleanupRequest {
  if (!isRecord(input)) throw invalid('input', 'an object with `bucket` and `select`', input);
  rejectUnknown(input, FIELDS, '');
  const { prefix, range, initiatedBefore, activeSince } = scope(input, startedAt);
  const dryRun = flag('dryRun', input.dryRun, false);
  if (input.resume !== undefined) checkState(input.resume, {});
  return {
    target: target(input),
    ...(prefix === undefined ? {} : { prefix }),
    range,
    ...(initiatedBefore === undefined ? {} : { initiatedBefore }),
    ...(activeSince === undefined ? {} : { activeSince }),
    dryRun,
    measure: flag('measure', input.measure, dryRun),
    settle: duration('settle', input.settle, '10s'),
    quietPeriod: duration('quietPeriod', input.quietPeriod, '30s'),
    retry: retry(input.retry),
    cleanPasses: whole('cleanPasses', input.cleanPasses, 1, 1, 100),
    parallelism: whole('parallelism', input.parallelism, 16, 1, 100),
    ...limits(input.limits),
    searchAttributes: flag('searchAttributes', input.searchAttributes, false),
  };
}

/** Throws InvalidInput unless these are limits that a running job may be given. */
export function checkTune(tune: unknown): { concurrency?: number; requestsPerSecond?: number | null } {
  if (!isRecord(tune)) throw invalid('tune', 'an object with `concurrency` or `requestsPerSecond`', tune);
  rejectUnknown(tune, new Set(['concurrency', 'requestsPerSecond']), 'tune.');
  const { concurrency, requestsPerSecond } = tune;
  return {
    ...(concurrency === undefined ? {} : { concurrency: whole('concurrency', concurrency, 0, 1, 1_000) }),
    ...(requestsPerSecond === undefined
      ? {}
      : { requestsPerSecond: requestsPerSecond === null ? null : rate('requestsPerSecond', requestsPerSecond) }),
  };
}

/** The state that a run left to the next. Throws InvalidInput where it lacks what the first state has, or its type. */
export function checkState<State extends object>(given: unknown, first: State): State {
  if (hasShapeOf(first, given)) return given as State;
  throw invalid('resume', 'absent: only a job that continues as a new run sets it', given);
}

function hasShapeOf(first: unknown, given: unknown): boolean {
  if (Array.isArray(first)) return Array.isArray(given);
  if (first === null) return given !== undefined;
  if (isInstant(first)) return isInstant(given);
  if (!isRecord(first)) return typeof given === typeof first;
  // `tune` may have lifted the limit that the job began with.
  const shapeOf = ([name, value]: [string, unknown]) => (name === 'requestsPerSecond' ? null : value);
  return isRecord(given) && Object.entries(first).every((field) => hasShapeOf(shapeOf(field), given[field[0]]));
}

function isInstant(given: unknown): boolean {
  return typeof given === 'string' && !Number.isNaN(Date.parse(given));
}

function target(input: CleanupInput): Target {
  const { bucket, expectedBucketOwner, requestPayer } = input;
  if (typeof bucket !== 'string' || !isBucketName(bucket)) {
    throw invalid('bucket', 'a bucket name (3 to 63 of a-z, 0-9, . and -), an access point alias or an ARN', bucket);
  }
  if (expectedBucketOwner !== undefined && !isAccount(expectedBucketOwner)) {
    throw invalid('expectedBucketOwner', 'an AWS account ID of 12 digits', expectedBucketOwner);
  }
  if (requestPayer !== undefined && (requestPayer !== 'requester' || isDirectoryBucket(bucket))) {
    throw invalid('requestPayer', '"requester", and not on a directory bucket', requestPayer);
  }
  return {
    connection: text('connection', input.connection) ?? 'default',
    bucket,
    ...(expectedBucketOwner === undefined ? {} : { expectedBucketOwner }),
    ...(requestPayer === undefined ? {} : { requestPayer }),
  };
}

function isAccount(given: unknown): boolean {
  return typeof given === 'string' && /^\d{12}$/.test(given);
}

function scope(input: CleanupInput, startedAt: Date) {
  const prefix = text('prefix', input.prefix);
  const range = input.range === undefined ? {} : input.range;
  rejectUnknown(range, new Set(['after', 'through']), 'range.');
  if (isDirectoryBucket(String(input.bucket))) {
    if (prefix !== undefined && !prefix.endsWith('/')) {
      throw invalid('prefix', 'a prefix that ends in `/`: S3 takes no other on a directory bucket', prefix);
    }
    if (input.range !== undefined) throw invalid('range', 'absent: a directory bucket lists in no order', input.range);
  }
  const idleFor = input.idleFor === undefined ? undefined : duration('idleFor', input.idleFor, 0);
  return {
    prefix,
    range: keyRange(range),
    initiatedBefore: cutOff(input.select, startedAt),
    activeSince: idleFor === undefined ? undefined : ago(startedAt, idleFor),
  };
}

function keyRange(range: { after?: unknown; through?: unknown }): { after?: string; through?: string } {
  const after = text('range.after', range.after);
  const through = text('range.through', range.through);
  return { ...(after === undefined ? {} : { after }), ...(through === undefined ? {} : { through }) };
}

/** The absolute cut-off of a selection, undefined for all. */
function cutOff(select: Select, startedAt: Date): string | undefined {
  const allowed = 'exactly one of { all: true }, { olderThan: "7d" } or { initiatedBefore: "2026-01-31T00:00:00Z" }';
  if (!isRecord(select) || Object.keys(select).length !== 1) throw invalid('select', allowed, select);
  if ('all' in select) {
    if (select.all !== true) throw invalid('select.all', 'true', select.all);
    return undefined;
  }
  if ('olderThan' in select) return ago(startedAt, duration('select.olderThan', select.olderThan, undefined));
  if ('initiatedBefore' in select) return instant('select.initiatedBefore', select.initiatedBefore);
  throw invalid('select', allowed, select);
}

function retry(given: CleanupInput['retry'] = {}): CleanupRequest['retry'] {
  rejectUnknown(given, new Set(['initial', 'maximum', 'giveUpAfter']), 'retry.');
  return {
    initial: duration('retry.initial', given.initial, '10s'),
    maximum: duration('retry.maximum', given.maximum, '5m'),
    giveUpAfter: duration('retry.giveUpAfter', given.giveUpAfter, '24h'),
  };
}

function limits(given: CleanupInput['limits'] = {}): Pick<CleanupRequest, 'limits' | 'uploadsPerRun'> {
  rejectUnknown(given, new Set(['concurrency', 'requestsPerSecond', 'uploadsPerRun']), 'limits.');
  const { requestsPerSecond } = given;
  return {
    limits: {
      concurrency: whole('limits.concurrency', given.concurrency, 64, 1, 1_000),
      ...(requestsPerSecond === undefined
        ? {}
        : { requestsPerSecond: rate('limits.requestsPerSecond', requestsPerSecond) }),
    },
    uploadsPerRun: whole(
      'limits.uploadsPerRun',
      given.uploadsPerRun,
      Number.MAX_SAFE_INTEGER,
      1,
      Number.MAX_SAFE_INTEGER,
    ),
  };
}

function ago(now: Date, milliseconds: number): string {
  return new Date(now.getTime() - milliseconds).toISOString();
}

function instant(field: string, given: unknown): string {
  const form = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/;
  const time = typeof given === 'string' && form.test(given) ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(time)) throw invalid(field, 'a date or an ISO-8601 time with its zone: 2026-01-31T00:00:00Z', given);
  return new Date(time).toISOString();
}

function duration(field: string, given: unknown, otherwise: string | number | undefined): number {
  const milliseconds = parseDuration(given === undefined ? otherwise : given);
  if (milliseconds === undefined) throw invalid(field, 'a duration such as 500ms, 10s, 5m, 24h or 7d', given);
  return milliseconds;
}

export function whole(field: string, given: unknown, otherwise: number, least: number, most: number): number {
  const value = given === undefined ? otherwise : given;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw invalid(field, `a whole number from ${least} to ${most}`, given);
}

function rate(field: string, given: unknown): number {
  if (typeof given === 'number' && given > 0 && given <= 1_000_000) return given;
  throw invalid(field, 'a number above 0, up to 1000000', given);
}

export function flag(field: string, given: unknown, otherwise: boolean): boolean {
  const value = given === undefined ? otherwise : given;
  if (typeof value !== 'boolean') throw invalid(field, 'true or false', given);
  return value;
}

function text(field: string, given: unknown): string | undefined {
  if (given === undefined || (typeof given === 'string' && given !== '')) return given;
  throw invalid(field, 'text that is not empty', given);
}

export function rejectUnknown(given: unknown, known: Set<string>, path: string): void {
  if (!isRecord(given)) throw invalid(path.slice(0, -1), `an object with ${[...known].join(', ')}`, given);
  const unknown = Object.keys(given).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw invalid(path + unknown, `absent; known are ${[...known].join(', ')}`, given[unknown]);
}

export function isRecord(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

/** Shows the beginning only: a failure larger than Temporal takes would never end the workflow. */
export function invalid(named: string, allowed: string, given: unknown): ApplicationFailure {
  const type: FailureType = 'InvalidInput';
  const field = named.slice(0, SHOWN_AT_MOST);
  const shown = given === undefined ? 'it is missing' : `it is ${JSON.stringify(given)?.slice(0, SHOWN_AT_MOST)}`;
  return ApplicationFailure.create({
    type,
    message: `${field} must be ${allowed}; ${shown}`,
    nonRetryable: true,
    details: [{ field }],
  });
}

const SHOWN_AT_MOST = 200;

import { type Command, InvalidArgumentError } from 'commander';
import { present } from '../../domain/present.ts';
import type { CleanupInput, Select } from '../../workflows/cleanup/contract.ts';
import { UsageError } from '../usage-error.ts';

/** The flags of the pace and of S3, which all jobs share. */
export interface PaceFlags {
  settle?: string;
  quietPeriod?: string;
  giveUpAfter?: string;
  concurrency?: number;
  requestsPerSecond?: number;
  connection?: string;
  expectedBucketOwner?: string;
}

/** What a cleanup does. */
export interface WhatFlags {
  dryRun?: true;
  measure?: true;
}

/** The flags of `start` that make a CleanupInput. */
export interface CleanupFlags extends PaceFlags, WhatFlags {
  all?: true;
  olderThan?: string;
  initiatedBefore?: string;
  prefix?: string;
  idleFor?: string;
  requestPayer?: true;
  searchAttributes?: true;
}

export function addCleanupOptions(command: Command): Command {
  command
    .optionsGroup('Which uploads (exactly one of the first three):')
    .option('--all', 'all of them')
    .option('--older-than <duration>', 'those initiated longer ago than this, such as 7d or 36h')
    .option('--initiated-before <time>', 'those initiated before this, such as 2026-01-31T00:00:00Z')
    .option('--prefix <prefix>', 'only keys with this prefix (on a directory bucket it ends in /)')
    .option('--idle-for <duration>', 'keep uploads that got a part within this time');
  return addPaceOptions(addWhatOptions(command)).option(
    '--request-payer',
    'pay for the requests to a Requester Pays bucket',
  );
}

export function addWhatOptions(command: Command): Command {
  return command
    .optionsGroup('What to do:')
    .option('--dry-run', 'abort nothing: add up what would be aborted, and what kept')
    .option('--measure', 'add up parts and bytes before the abort: a ListParts more for each upload');
}

export function addPaceOptions(command: Command): Command {
  return command
    .optionsGroup('Pace:')
    .option('--settle <duration>', 'wait between an abort and its ListParts (default: 10s)')
    .option('--quiet-period <duration>', 'wait before the next pass over the bucket (default: 30s)')
    .option('--give-up-after <duration>', 'fail when uploads remain for so long after the first pass (default: 24h)')
    .option('--concurrency <n>', 'requests in flight in one activity, 1 to 1000 (default: 64)', number)
    .option('--requests-per-second <n>', 'requests started in a second by one worker (default: no limit)', number)
    .optionsGroup('S3:')
    .option('--connection <name>', 'S3 connection configured on the worker (default: default)')
    .option('--expected-bucket-owner <id>', 'AWS account that must own the bucket');
}

/** The input that the flags ask for. Its values are not checked here: checkCleanup does that. */
export function cleanupInput(bucket: string, flags: CleanupFlags): CleanupInput {
  const { prefix, idleFor, searchAttributes } = flags;
  return {
    bucket,
    select: selection(flags),
    ...present({ prefix, idleFor, searchAttributes }),
    ...whatInput(flags),
    ...(flags.requestPayer && { requestPayer: 'requester' }),
    ...paceInput(flags),
  };
}

/** A dry run of the command line measures only with --measure: a million uploads need a million ListParts. */
export function whatInput({ dryRun, measure }: WhatFlags): Pick<CleanupInput, 'dryRun' | 'measure'> {
  return { ...present({ dryRun, measure }), ...(dryRun && !measure && { measure: false }) };
}

/** The fields of an input that the flags of the pace and of S3 set. */
export function paceInput(
  flags: PaceFlags,
): Pick<CleanupInput, 'settle' | 'quietPeriod' | 'retry' | 'limits' | 'connection' | 'expectedBucketOwner'> {
  const { settle, quietPeriod, giveUpAfter, concurrency, requestsPerSecond, connection, expectedBucketOwner } = flags;
  return {
    ...present({ settle, quietPeriod, connection, expectedBucketOwner }),
    ...(giveUpAfter !== undefined && { retry: { giveUpAfter } }),
    ...group('limits', present({ concurrency, requestsPerSecond })),
  };
}

/** The number that a flag gives. The check of the input knows the range. */
export function number(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It must be a number.');
  return Number(text);
}

export function selection({
  all,
  olderThan,
  initiatedBefore,
}: Pick<CleanupFlags, 'all' | 'olderThan' | 'initiatedBefore'>): Select {
  const given: Select[] = [];
  if (all) given.push({ all });
  if (olderThan !== undefined) given.push({ olderThan });
  if (initiatedBefore !== undefined) given.push({ initiatedBefore });
  const [select, ...others] = given;
  if (select && others.length === 0) return select;
  const said = select ? 'there are more' : 'there is none';
  throw new UsageError(`say which uploads with exactly one of --all, --older-than or --initiated-before; ${said}`);
}

function group<K extends string, T extends object>(name: K, fields: T): Record<K, T> | object {
  return Object.keys(fields).length > 0 ? { [name]: fields } : {};
}

import type { CleanupInput } from '../../workflows/cleanup/contract.ts';
import { CLEANUP } from '../../workflows/cleanup/fields.ts';
import { inputOf } from './input.ts';

/** Flags that a report depends on. */
export interface WhatFlags {
  dryRun?: true;
  measure?: true;
}

/** The input of a cleanup that the flags ask for. The values are checked where inputs are checked. */
export function cleanupInput(bucket: string, flags: object): CleanupInput {
  return withoutMeasuring({ bucket, ...inputOf(CLEANUP, flags) } as CleanupInput);
}

/** On the command line a dry run measures only if it is told to: a million uploads are a million ListParts. */
export function withoutMeasuring<Input extends { dryRun?: boolean; measure?: boolean }>(input: Input): Input {
  return input.dryRun && !input.measure ? { ...input, measure: false } : input;
}

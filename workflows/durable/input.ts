import { ApplicationFailure } from '@temporalio/common';
import type { FailureType } from '../../activities/contract.ts';
import { parseDuration } from '../../domain/duration.ts';

/** A field of an input. Everything that the project says about the field stands in its entry in a table of fields. */
export interface Field<Value> {
  /** Answers the value, or the default where none is given. Throws InvalidInput that names the field. */
  check(name: string, given: unknown): Value;
  /** How the command line takes the field. Absent: it does not take it. */
  flag?: Flag;
  /**
   * For a field with several forms, such as `{ all: true }` or `{ olderThan: "7d" }`: the flag of each form. Exactly
   * one is given.
   */
  oneOf?: { readonly [form: string]: Flag };
}

/** A flag of the command line. The value is checked by the field, not here. */
export interface Flag {
  /** As commander spells it: `--settle <duration>`. */
  spec: string;
  says: string;
  group: FlagGroup;
  /** The value is a number. Default: it is text, and a flag without a value is true. */
  isNumber?: true;
  /** The values it may have, where they are few. */
  choices?: readonly string[];
  /** What the flag without a value means; default: true. */
  means?: string;
}

/** Under which heading `--help` lists a flag. */
export type FlagGroup = 'buckets' | 'which' | 'what' | 'beyond' | 'job' | 'pace' | 'S3';

/** Fields in an object of their own, such as `retry`. */
export interface Group<Fields> {
  fields: Fields;
}

/** Names of fields with their entries. */
export type Fields = { readonly [name: string]: Field<unknown> | Group<Fields> };

/** A checked input: the value of each field, those of a group in an object. */
export type Checked<Of> = {
  readonly [Name in keyof Of]: Of[Name] extends Group<infer Inner>
    ? Checked<Inner>
    : Of[Name] extends Field<infer Value>
      ? Value
      : never;
};

/** Checks every field of an input, unknown ones included. Throws InvalidInput, naming the field. */
export function checkFields<Of extends Fields>(fields: Of, given: object, path = ''): Checked<Of> {
  rejectUnknown(given, new Set(Object.keys(fields)), path);
  const values = Object.entries(fields).map(([name, field]) => {
    const value = (given as Record<string, unknown>)[name];
    if (!('fields' in field)) return [name, field.check(path + name, value)];
    return [name, checkFields(field.fields, value === undefined ? {} : (value as object), `${path}${name}.`)];
  });
  return Object.fromEntries(values) as Checked<Of>;
}

/** A wait, an age and the like, in milliseconds. `otherwise` is the default. Without it, the field must be given. */
export function duration(otherwise?: string): Field<number>['check'] {
  return (name, given) => {
    const milliseconds = parseDuration(given === undefined ? otherwise : given);
    if (milliseconds === undefined) throw invalid(name, 'a duration such as 500ms, 10s, 5m, 24h, 7d or 2w', given);
    return milliseconds;
  };
}

export function whole(otherwise: number, least: number, most: number): Field<number>['check'] {
  return (name, given) => {
    const value = given === undefined ? otherwise : given;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw invalid(name, `a whole number from ${least} to ${most}`, given);
  };
}

export function flag(otherwise: boolean): Field<boolean>['check'];
export function flag(otherwise: undefined): Field<boolean | undefined>['check'];
export function flag(otherwise: boolean | undefined): Field<boolean | undefined>['check'] {
  return (name, given) => {
    const value = given === undefined ? otherwise : given;
    if (value === undefined || typeof value === 'boolean') return value;
    throw invalid(name, 'true or false', given);
  };
}

export function rate(name: string, given: unknown): number {
  if (typeof given === 'number' && given > 0 && given <= 1_000_000) return given;
  throw invalid(name, 'a number above 0, up to 1000000', given);
}

export function text(name: string, given: unknown): string {
  if (typeof given === 'string' && given !== '') return given;
  throw invalid(name, 'text that is not empty', given);
}

/** An instant as ISO-8601 in `Z`. */
export function instant(name: string, given: unknown): string {
  const form = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/;
  const [text, date = '', time = ''] = (typeof given === 'string' && form.exec(given)) || [];
  if (text === undefined) throw invalid(name, 'a date or an ISO-8601 time with its zone: 2026-01-31T00:00:00Z', given);
  const milliseconds = Date.parse(text);
  const exists = !Number.isNaN(milliseconds) && isOfCalendar(date) && !time.startsWith('T24');
  if (!exists) throw invalid(name, 'a date that exists, with a time from 00:00 to 23:59', given);
  return new Date(milliseconds).toISOString();
}

/** False for 2026-02-31, which `Date.parse` takes for 3 March. */
function isOfCalendar(date: string): boolean {
  return new Date(date).toISOString().startsWith(date);
}

/** The same check, for a field that may be absent. */
export function optional<Value>(check: Field<Value>['check']): Field<Value | undefined>['check'] {
  return (name, given) => (given === undefined ? undefined : check(name, given));
}

export function rejectUnknown(given: unknown, known: Set<string>, path: string): asserts given is object {
  if (!isRecord(given)) throw invalid(path.slice(0, -1), `an object with ${[...known].join(', ')}`, given);
  const unknown = Object.keys(given).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw invalid(path + unknown, `absent; known are ${[...known].join(', ')}`, given[unknown]);
}

export function isRecord(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

/**
 * Shows only the beginning of what was given: a failure that is too large for Temporal would never end the workflow.
 */
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

import { type Command, InvalidArgumentError, Option } from 'commander';
import { CLEANUP } from '../../workflows/cleanup/fields.ts';
import type { Fields, Flag, FlagGroup } from '../../workflows/durable/input.ts';
import { FLEET } from '../../workflows/fleet/request.ts';
import { PREPARE } from '../../workflows/prepare/request.ts';
import { UsageError } from '../usage-error.ts';
import { shellQuoted } from './temporal.ts';

/** The headings of `--help`, in their order. */
const HEADINGS: Record<FlagGroup, string> = {
  buckets: 'Which buckets (one of the two):',
  which: 'Which uploads:',
  what: 'What to do:',
  beyond: 'What to do beyond aborting all uploads:',
  job: 'The job:',
  pace: 'Pace:',
  S3: 'S3:',
};

/** Adds the flags by which the command line gives the fields of an input. */
export function addInputOptions(command: Command, fields: Fields, howMany = 'exactly one'): Command {
  const flags = flagsOf(fields).map(({ flag }) => flag);
  for (const [group, heading] of Object.entries(HEADINGS)) {
    const ofGroup = flags.filter((flag) => flag.group === group);
    if (ofGroup.length > 0) command.optionsGroup(group === 'which' ? headingOfWhich(fields, howMany) : heading);
    for (const flag of ofGroup) command.addOption(optionOf(flag));
  }
  return command;
}

function headingOfWhich(fields: Fields, howMany: string): string {
  const forms = Object.values(fields).flatMap((field) => ('oneOf' in field ? Object.keys(field.oneOf ?? {}) : []));
  return `${HEADINGS.which.slice(0, -1)} (${howMany} of the first ${forms.length}):`;
}

/** The input that the flags ask for. Values are checked where inputs are checked. Throws UsageError. */
export function inputOf(fields: Fields, flags: object): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value =
      'fields' in field
        ? groupOf(field.fields, flags)
        : field.oneOf
          ? formOf(field.oneOf, flags)
          : givenBy(field.flag, flags);
    if (value !== undefined) input[name] = value;
  }
  return input;
}

/** The flags that were given, to type again: ` --older-than 7d --idle-for 24h`. */
export function inputFlagsToRepeat(fields: Fields, flags: object): string {
  return flagsOf(fields)
    .map(({ flag }) => {
      const option = optionOf(flag);
      const value = (flags as Record<string, unknown>)[option.attributeName()];
      if (value === undefined || value === false) return '';
      return value === true ? ` ${option.long}` : ` ${option.long} ${shellQuoted(String(value))}`;
    })
    .join('');
}

/** An InvalidInput message as a person at the command line knows its field: `--idle-for must be …`. */
export function inFlags(message: string, field: string): string {
  return message.startsWith(`${field} `) ? flagNamed(field) + message.slice(field.length) : message;
}

const TABLES: Fields[] = [CLEANUP, PREPARE, FLEET];

/** Fields that the command line gives in another way. */
const ARGUMENTS: Record<string, string> = { bucket: 'BUCKET', 'deleteBucket.confirm': '--confirm' };

/** The flag that gives a field: `--older-than` for `select.olderThan`. */
export function flagNamed(field: string): string {
  const flag = TABLES.flatMap((fields) => flagsOf(fields)).find(({ path }) => path === field)?.flag;
  const kebab = `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return ARGUMENTS[field] ?? (flag ? optionOf(flag).long : undefined) ?? kebab;
}

/** A number that a flag gives; its range is checked where inputs are checked. */
export function number(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It must be a number.');
  return Number(text);
}

/** Every flag, with the path of its field: `retry.giveUpAfter`. */
function flagsOf(fields: Fields, outer = ''): Array<{ path: string; flag: Flag }> {
  return Object.entries(fields).flatMap(([name, field]) => {
    const path = `${outer}${name}`;
    if ('fields' in field) return flagsOf(field.fields, `${path}.`);
    const forms = Object.entries(field.oneOf ?? {}).map(([form, flag]) => ({ path: `${path}.${form}`, flag }));
    return field.flag ? [...forms, { path, flag: field.flag }] : forms;
  });
}

function groupOf(fields: Fields, flags: object): object | undefined {
  const group = inputOf(fields, flags);
  return Object.keys(group).length > 0 ? group : undefined;
}

function formOf(forms: Record<string, Flag>, flags: object): object {
  const given = Object.entries(forms).flatMap(([form, flag]) => {
    const value = givenBy(flag, flags);
    return value === undefined ? [] : [{ [form]: value }];
  });
  const [form, ...others] = given;
  if (form && others.length === 0) return form;
  const names = Object.values(forms).map((flag) => optionOf(flag).long);
  const said = form ? 'there are more' : 'there is none';
  throw new UsageError(
    `say which uploads with exactly one of ${names.slice(0, -1).join(', ')} or ${names.at(-1)}; ${said}`,
  );
}

function givenBy(flag: Flag | undefined, flags: object): unknown {
  if (!flag) return undefined;
  const value = (flags as Record<string, unknown>)[optionOf(flag).attributeName()];
  return value === undefined ? undefined : (flag.means ?? value);
}

function optionOf({ spec, says, isNumber, choices }: Flag): Option {
  const option = new Option(spec, says);
  if (choices) return option.choices(choices);
  return isNumber ? option.argParser(number) : option;
}

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Fields, Flag, FlagGroup } from '../../workflows/durable/input.ts';
import { UsageError } from '../usage-error.ts';

/** The headings of `--help`, in their order. */
const HEADINGS: Record<FlagGroup, string> = {
  which: 'Which uploads (exactly one of the first three):',
  what: 'What to do:',
  beyond: 'What to do beyond aborting all uploads:',
  job: 'The job:',
  pace: 'Pace:',
  S3: 'S3:',
};

type Flags = Record<string, unknown>;

/** Adds the flags by which the command line gives the fields of an input. */
export function addInputOptions(command: Command, fields: Fields): Command {
  const flags = flagsOf(fields).map(({ flag }) => flag);
  for (const [group, heading] of Object.entries(HEADINGS)) {
    const ofGroup = flags.filter((flag) => flag.group === group);
    if (ofGroup.length > 0) command.optionsGroup(heading);
    for (const flag of ofGroup) command.addOption(optionOf(flag));
  }
  return command;
}

/** The input that the flags ask for. Values are checked where inputs are checked. Throws UsageError. */
export function inputOf(fields: Fields, flags: Flags): Record<string, unknown> {
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

/** An InvalidInput message as a person at the command line knows its field: `--idle-for must be …`. */
export function inFlags(message: string, field: string, fields: Fields): string {
  const flag = flagsOf(fields).find(({ path }) => path === field)?.flag;
  const named = flag ? optionOf(flag).long : ARGUMENTS[field];
  return named && message.startsWith(`${field} `) ? named + message.slice(field.length) : message;
}

/** Fields that the command line gives in another way. */
const ARGUMENTS: Record<string, string> = {
  bucket: 'BUCKET',
  buckets: '--bucket',
  'deleteBucket.confirm': '--confirm',
};

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

function groupOf(fields: Fields, flags: Flags): object | undefined {
  const group = inputOf(fields, flags);
  return Object.keys(group).length > 0 ? group : undefined;
}

function formOf(forms: Record<string, Flag>, flags: Flags): object {
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

function givenBy(flag: Flag | undefined, flags: Flags): unknown {
  if (!flag) return undefined;
  const value = flags[optionOf(flag).attributeName()];
  return value === undefined ? undefined : (flag.means ?? value);
}

function optionOf({ spec, says, isNumber }: Flag): Option {
  const option = new Option(spec, says);
  return isNumber ? option.argParser(number) : option;
}

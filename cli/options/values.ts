import type { Command, Option } from 'commander';
import { UsageError } from '../usage-error.ts';

/**
 * Throws UsageError where an option takes the next flag for its value, or an empty one: `--workflow-id $UNSET --dry-run`
 * would be a job of the ID `--dry-run` that aborts for real. A mistyped flag counts as well. `--prefix=--x` is taken.
 */
export function checkValues(command: Command, argv: string[]): void {
  for (let at = 0; at < argv.length && argv[at] !== '--'; at += 1) {
    const given = argv[at] ?? '';
    const option = command.options.find(({ long, short }) => long === given || short === given);
    if (option?.required) {
      at += 1;
      checkValue(command, option, argv[at]);
    } else refuseEmpty(command, given);
  }
}

/** commander itself tells of a value that is missing at the end. */
function checkValue(command: Command, { long }: Option, value: string | undefined): void {
  if (value === '') throw isEmpty(long ?? '');
  if (value === undefined || !isFlag(command, value)) return;
  const hint = `if ${value} is the value, write ${long}=${value}`;
  throw new UsageError(`${long} needs a value, and is followed by the flag ${value}; ${hint}`);
}

function isFlag(command: Command, value: string): boolean {
  return value.startsWith('--') || value === '-h' || command.options.some(({ short }) => short === value);
}

/** `--workflow-id=` */
function refuseEmpty(command: Command, given: string): void {
  const option = command.options.find(({ long, required }) => required && given === `${long}=`);
  if (option) throw isEmpty(option.long ?? '');
}

function isEmpty(flag: string): UsageError {
  return new UsageError(`${flag} is given without a value: give it one, or leave it out`);
}

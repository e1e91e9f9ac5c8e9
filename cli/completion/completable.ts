import type { Command, Option } from 'commander';
import { present } from '../../domain/present.ts';

/** One subcommand as a shell completes it. */
export interface Completable {
  name: string;
  summary: string;
  flags: CompletableFlag[];
  /** Absent: it takes flags alone. */
  argument?: Value;
}

export interface CompletableFlag {
  /** With its dashes. */
  long: string;
  short: string | undefined;
  says: string;
  /** It may be given several times. */
  isRepeated: boolean;
  /** Absent: it takes no value. */
  value?: Value;
}

/** What follows a flag, or a command. */
export interface Value {
  name: string;
  isFile: boolean;
  /** All that it may be; empty: nobody knows. */
  choices: string[];
}

/** Placeholders that stand for a file: `--connections <file>`. */
const FILES = ['file', 'path', 'module'];

/** Every subcommand of the program, `help` included, as the program itself declares it. */
export function completablesOf(program: Command): Completable[] {
  const commands = program.createHelp().visibleCommands(program);
  const names = commands.map((command) => command.name());
  return commands.map((command) => ({
    name: command.name(),
    summary: command.description(),
    flags: flagsOf(command),
    ...present({ argument: argumentOf(command, names) }),
  }));
}

function argumentOf(command: Command, names: string[]): Value | undefined {
  if (command.name() === 'help') return { name: 'command', isFile: false, choices: names };
  const [argument] = command.registeredArguments;
  return argument && { name: argument.name(), isFile: false, choices: argument.argChoices ?? [] };
}

/** The flags that `--help` shows. */
export function flagsOf(command: Command): CompletableFlag[] {
  return command.createHelp().visibleOptions(command).map(flagOf);
}

function flagOf(option: Option): CompletableFlag {
  const { long, short, description, variadic } = option;
  const flag = { long: long ?? '', short, says: description, isRepeated: variadic };
  return option.required ? { ...flag, value: valueAfter(option) } : flag;
}

function valueAfter({ flags, argChoices = [] }: Option): Value {
  const name = /<(.+?)(?:\.\.\.)?>/.exec(flags)?.[1] ?? 'value';
  return { name, isFile: FILES.includes(name), choices: argChoices };
}

import { Argument, type Command } from 'commander';
import { bashScript } from '../completion/bash.ts';
import { type Completable, type CompletableFlag, completablesOf, flagsOf } from '../completion/completable.ts';
import { fishScript } from '../completion/fish.ts';
import { zshScript } from '../completion/zsh.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { answer } from '../output/answer.ts';

type Script = (commands: Completable[], ofProgram: CompletableFlag[]) => string;

const SHELLS: Record<string, Script> = { bash: bashScript, zsh: zshScript, fish: fishScript };

const HELP = `
It completes commands, flags, the values of flags that have few, and files.

Examples:
  source <(s3-cleanup completion bash)                                            # in ~/.bashrc
  source <(s3-cleanup completion zsh)                                             # in ~/.zshrc, after compinit
  s3-cleanup completion fish > ~/.config/fish/completions/s3-cleanup.fish         # once`;

export function configure(command: Command): void {
  command
    .addArgument(new Argument('<shell>', 'the shell that reads it').choices(Object.keys(SHELLS)))
    .option('--json', 'answer with one JSON document: { "shell", "script" }')
    .addHelpText('after', HELP);
}

/** The program knows all its subcommands then, configured. */
export async function run(command: Command, io: Io): Promise<ExitCode> {
  const [shell] = command.processedArgs as [string];
  const program = command.parent as Command;
  const script = SHELLS[shell]?.(completablesOf(program), flagsOf(program)) ?? '';
  if (command.opts<{ json?: true }>().json) answer(io, true, { shell, script }, '');
  else io.stdout.write(script);
  return EXIT.done;
}

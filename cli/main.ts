import { Command, CommanderError } from 'commander';
import { SUBCOMMANDS } from './commands/index.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { checkValues } from './options/values.ts';
import { packageVersion } from './version.ts';

const EXAMPLES = `
Examples:
  s3-cleanup demo                                      see it work, all on this machine
  s3-cleanup run photos --older-than 7d                clean a bucket; run again, it goes on where it was
  s3-cleanup list photos --older-than 7d               list its incomplete uploads
  s3-cleanup worker --region eu-central-1              run a worker with the AWS credentials of this shell
  s3-cleanup start photos --older-than 7d --dry-run    count what would be aborted
  s3-cleanup start photos --older-than 7d --follow     abort it, and wait until S3 shows that it is gone
  s3-cleanup follow s3-cleanup/photos                  watch that job from anywhere
  s3-cleanup check --bucket photos --region eu-west-1  try whether an S3 store will do

Exit codes:
  0 done, 1 failure, 2 wrong usage or input, 3 uploads remain, 4 cancelled or terminated,
  130 interrupted (the job goes on; that of \`run\` when it is run again)`;

/** Runs the command. Never rejects: stderr and the exit code say what went wrong. */
export async function main(argv: string[], io: Io): Promise<ExitCode> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    const { answerFailure } = await import('./output/failure.ts');
    return answerFailure(error, argv.includes('--json'), io);
  }
}

/** Loads only the subcommand that is named, so that `--help` answers at once. */
async function dispatch(argv: string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const program = createProgram(io);
  const named = argv.filter((argument) => !argument.startsWith('-')).slice(0, 2);
  const isAllAsked = SUBCOMMANDS.some(({ name, tellsOfAll }) => tellsOfAll && name === named[0]);
  for (const { name, summary, load } of SUBCOMMANDS) {
    const command = program.command(name).description(summary);
    if (!named.includes(name) && !isAllAsked) continue;
    const { configure, run } = await load();
    configure(command.showHelpAfterError(`(s3-cleanup ${name} --help lists what it takes)`));
    if (!named.includes(name)) continue;
    checkValues(command, argv);
    command.action(async () => {
      code = await run(command, io);
    });
  }
  await program.parseAsync(argv, { from: 'user' });
  return code;
}

function createProgram({ stdout, stderr }: Io): Command {
  return new Command('s3-cleanup')
    .description('Aborts incomplete S3 multipart uploads, durably, and proves with ListParts that they are gone.')
    .usage('<command> [options]')
    .version(packageVersion(), '--version')
    .exitOverride()
    .showHelpAfterError('(s3-cleanup --help lists the commands)')
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => Math.min(stdout.columns ?? 100, 120),
      getErrHelpWidth: () => Math.min(stderr.columns ?? 100, 120),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText('after', EXAMPLES);
}

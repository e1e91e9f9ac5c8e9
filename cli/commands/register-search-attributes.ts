import type { Command } from 'commander';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { withClient } from '../job/with-client.ts';
import { addTemporalOptions, type TemporalFlags } from '../options/temporal.ts';
import { answer } from '../output/answer.ts';

const HELP = `
Jobs started with --search-attributes keep S3CleanupBucket, S3CleanupPhase and S3CleanupRemaining up to date, by which
lists of workflows are filtered and sorted. A namespace has to know them first. On Temporal Cloud they are added in its
console, or with tcld: S3CleanupBucket=Keyword, S3CleanupPhase=Keyword, S3CleanupRemaining=Int.

Example:
  s3-cleanup register-search-attributes --address temporal.example.com:7233 --namespace storage`;

export function configure(command: Command): void {
  command.option('--json', 'answer with one JSON document');
  addTemporalOptions(command).addHelpText('after', HELP);
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<TemporalFlags & { json?: true }>();
  const registered = await withClient(flags, io, (client) => client.registerSearchAttributes());
  const said = registered.length > 0 ? `registered ${registered.join(', ')}` : 'all of them are registered already';
  answer(io, flags.json, { registered }, said);
  return EXIT.done;
}

import type { Command } from 'commander';
import { present } from '../../../domain/present.ts';
import type { Tune } from '../../../workflows/cleanup/contract.ts';
import { EXIT, type ExitCode, type Io } from '../../io.ts';
import { withClient } from '../../job/with-client.ts';
import { number } from '../../options/input.ts';
import { addJobOptions, type JobFlags } from '../../options/job.ts';
import { answer } from '../../output/answer.ts';
import { UsageError } from '../../usage-error.ts';

interface TuneFlags {
  concurrency?: number;
  requestsPerSecond?: number | 'none';
}

export function configure(command: Command): void {
  command
    .option('--concurrency <n>', 'requests in flight in one activity, 1 to 1000', number)
    .option(
      '--requests-per-second <n>',
      'requests that the job starts in a second, in all workers together; none: no limit',
      numberOrNone,
    );
  addJobOptions(command, 's3-cleanup tune s3-cleanup/photos --concurrency 16 --requests-per-second 100');
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<JobFlags & TuneFlags>();
  const [workflowId] = command.processedArgs;
  const tune = tuneOf(flags);
  const { checkTune } = await import('../../../workflows/durable/tune.ts');
  checkTune(tune);
  const limits = await withClient(flags, io, (client) => client.handle(workflowId).tune(tune));
  const rate = limits.requestsPerSecond === null ? 'no limit of requests' : `${limits.requestsPerSecond} requests`;
  answer(
    io,
    flags.json,
    limits,
    `in force: concurrency ${limits.concurrency} for each activity, ${rate} a second for the job`,
  );
  return EXIT.done;
}

function tuneOf({ concurrency, requestsPerSecond }: TuneFlags): Tune {
  if (concurrency === undefined && requestsPerSecond === undefined) {
    throw new UsageError('say what to change: --concurrency, --requests-per-second or both');
  }
  return present({ concurrency, requestsPerSecond: requestsPerSecond === 'none' ? null : requestsPerSecond });
}

function numberOrNone(text: string): number | 'none' {
  return text === 'none' ? text : number(text);
}

import { type Command, InvalidArgumentError } from 'commander';
import { count } from '../../domain/wording.ts';
import type { DemoResult } from '../demo/run-demo.ts';
import { Interrupted } from '../interrupted.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { answer } from '../output/answer.ts';
import { openProgress, type Progress } from '../output/progress/progress.ts';
import { renderReport } from '../output/report/report.ts';

interface DemoFlags {
  uploads: number;
  keep?: true;
  json?: true;
}

const HELP = `
Needs a Temporal CLI: TEMPORAL_CLI_PATH, \`temporal\` on PATH, or Go to build one with, once.

Example:
  s3-cleanup demo --uploads 5000 --keep`;

export function configure(command: Command): void {
  command
    .option('--uploads <n>', 'incomplete uploads to begin with, 1 to 1000000', uploads, 2_000)
    .option('--keep', 'leave all of it up until Ctrl-C')
    .option('--json', 'answer with one JSON document: the report, and what was in the bucket before and after')
    .addHelpText('after', HELP);
}

export async function run(command: Command, io: Io): Promise<ExitCode> {
  const flags = command.opts<DemoFlags>();
  const { createWorkerLog } = await import('../../worker/process/log.ts');
  const { installRuntime } = await import('../../worker/process/runtime.ts');
  const { runDemo } = await import('../demo/run-demo.ts');
  const progress = openProgress(io);
  const log = (line: string) => progress.note(line);
  const runtime = await installRuntime(createWorkerLog({ logLevel: 'warn', logFormat: 'text' }, log), false);
  try {
    await runDemo(
      { uploads: flags.uploads, signal: io.interrupt, log, onSnapshot: (snapshot) => progress.show(snapshot) },
      (result) => show(result, flags, progress, io),
    );
    return EXIT.done;
  } catch (error) {
    if (io.interrupt.aborted) throw new Interrupted('interrupted; the demo and all it started has ended', null);
    throw error;
  } finally {
    progress.close();
    await runtime.shutdown();
  }
}

async function show(result: DemoResult, { keep, json }: DemoFlags, progress: Progress, io: Io): Promise<void> {
  const { workflowUrl } = result;
  progress.close();
  answer(io, json, result, rendered(result));
  if (!keep) {
    io.stderr.write('demo --keep leaves the Temporal UI up to look at the workflow\n');
    return;
  }
  io.stderr.write(`the workflow in Temporal's UI: ${workflowUrl}\nCtrl-C ends it all\n`);
  await new Promise<void>((resolve) => {
    if (io.interrupt.aborted) resolve();
    io.interrupt.addEventListener('abort', () => resolve(), { once: true });
    // An abort listener alone does not keep the process alive; server and worker do.
  });
}

function rendered({ report, seeded, left }: DemoResult): string {
  return (
    `${renderReport(report)}\n\n` +
    `${count(seeded.stubborn)} uploads took several aborts, ${count(seeded.late)} got a part after theirs.\n` +
    `The bucket holds ${count(left)} uploads now: the ${count(seeded.young)} younger than 7 days.`
  );
}

function uploads(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 1_000_000) return value;
  throw new InvalidArgumentError('It must be a whole number from 1 to 1000000.');
}

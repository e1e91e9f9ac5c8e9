import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { generate } from './generate.ts';
import { type Found, hunt, onItsOwn, together } from './hunt.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { keptBroken, reportOf, traceOf } from './report.ts';
import { replaceGlobals } from './runtime/globals.ts';

export async function main(args: string[]): Promise<void> {
  try {
    const options = readOptions(args);
    if (options.isChild) process.send?.(await hunt(options, options.processes));
    else if (options.isOne) process.exitCode = await onItsOwn(() => showOne(options));
    else process.exitCode = await huntInProcesses(options, args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n${USAGE}`);
    process.exitCode = 2;
  }
}

function showOne(options: Options): number {
  replaceGlobals();
  const { text, isBroken } = traceOf(generate(options.first), options);
  process.stdout.write(text);
  return isBroken ? 1 : 0;
}

async function huntInProcesses(options: Options, args: string[]): Promise<number> {
  const begun = performance.now();
  const children = Array.from({ length: options.processes }, (_, at) => huntInChild(options, at, args));
  const found = together(await Promise.all(children));
  replaceGlobals();
  const seconds = (performance.now() - begun) / 1_000;
  process.stdout.write(await onItsOwn(() => reportOf(found, seconds, options)));
  const kept = await onItsOwn(keptBroken);
  process.stdout.write(`${kept.broken.map((text) => `kept: ${text}\n`).join('')}${kept.all} kept scenarios\n`);
  const numFailedTests = found.broken.length + kept.broken.length;
  const counts = { numPassedTests: found.seeds + kept.all - numFailedTests, numFailedTests };
  if (options.outputFile) writeFileSync(options.outputFile, JSON.stringify({ ...counts, testResults: [] }));
  return numFailedTests > 0 ? 1 : 0;
}

/** Seeds are dealt out in turn: none of the processes gets all the long ones. */
function huntInChild({ first, seeds }: Options, at: number, args: string[]): Promise<Found> {
  const own = ['--child', '--seed', String(first + at), '--seeds', String(seeds - at)];
  const child = fork(require.resolve('./main.js'), [...args, ...own]);
  return new Promise((resolve, reject) => {
    child.once('message', (found) => resolve(found as Found));
    child.once('exit', (code) => reject(new Error(`a process ended with code ${code}`)));
  });
}

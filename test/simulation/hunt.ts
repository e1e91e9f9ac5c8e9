import { check } from './check.ts';
import { generate } from './generate.ts';
import type { Options } from './options.ts';
import type { Broken } from './rules/broken.ts';
import { replaceGlobals } from './runtime/globals.ts';

export interface Found {
  seeds: number;
  happened: number;
  endings: Record<string, number>;
  broken: Array<Broken & { seed: number }>;
}

/** Runs every `step`th seed. */
export async function hunt({ first, seeds, rule }: Options, step = 1): Promise<Found> {
  replaceGlobals();
  const unhandled = catchUnhandled();
  const found: Found = { seeds: 0, happened: 0, endings: {}, broken: [] };
  for (let seed = first; seed < first + seeds; seed += step) {
    const { broken, ending, happened } = await onItsOwn(() => check(generate(seed), { rule }));
    // Node tells of rejections that nobody handles between two of its events.
    await onItsOwn(() => {});
    const [error] = unhandled.splice(0);
    found.seeds += 1;
    found.happened += happened;
    found.endings[ending] = (found.endings[ending] ?? 0) + 1;
    if (broken) found.broken.push({ seed, ...broken });
    else if (error) found.broken.push({ seed, rule: 'NoUnhandledError', message: `nobody handles ${error}` });
  }
  return found;
}

/** Not within a microtask: there, no other microtask can be run before it ends. */
export function onItsOwn<Value>(work: () => Value): Promise<Value> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(work());
      } catch (error) {
        reject(error);
      }
    });
  });
}

function catchUnhandled(): unknown[] {
  const unhandled: unknown[] = [];
  process.on('unhandledRejection', (error) => unhandled.push(error));
  return unhandled;
}

export function together(all: Found[]): Found {
  const sum: Found = { seeds: 0, happened: 0, endings: {}, broken: [] };
  for (const { seeds, happened, endings, broken } of all) {
    sum.seeds += seeds;
    sum.happened += happened;
    for (const [ending, count] of Object.entries(endings)) sum.endings[ending] = (sum.endings[ending] ?? 0) + count;
    sum.broken.push(...broken);
  }
  sum.broken.sort((a, b) => a.seed - b.seed);
  return sum;
}

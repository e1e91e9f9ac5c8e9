import { parseArgs } from 'node:util';
import type { RuleName } from './rules/broken.ts';

export const USAGE = `npm run test:simulation -- [--seeds N] [--seed S] [--rule RULE] [--processes N] [--whole]
  --seed S     runs seed S alone and prints its trace, shrunk while it breaks a rule; --whole: as it is, to its last line
  --seeds N    runs N seeds from S on, which is 1 unless given; alone: prints the smallest trace of each broken rule
  --rule RULE  asks that rule alone: others would hide it
`;

export interface Options {
  first: number;
  seeds: number;
  isOne: boolean;
  isWhole: boolean;
  rule: RuleName | undefined;
  processes: number;
  /** Where the counts go, as jest writes them. */
  outputFile: string | undefined;
  /** A child: tells its parent, prints nothing. */
  isChild: boolean;
}

/** With two processes on two cores this takes less than five minutes. */
const SEEDS = 50_000;

export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      rule: { type: 'string' },
      whole: { type: 'boolean', default: false },
      processes: { type: 'string', default: '2' },
      child: { type: 'boolean', default: false },
      json: { type: 'boolean' },
      forceExit: { type: 'boolean' },
      outputFile: { type: 'string' },
    },
  });
  return {
    first: Number(values.seed ?? 1),
    seeds: Number(values.seeds ?? SEEDS),
    isOne: values.seed !== undefined && values.seeds === undefined,
    isWhole: values.whole,
    rule: values.rule as RuleName | undefined,
    processes: Number(values.processes),
    outputFile: values.outputFile,
    isChild: values.child,
  };
}

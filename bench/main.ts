import { parseArgs } from 'node:util';
import { bare } from './modes/bare.ts';
import { buckets } from './modes/buckets.ts';
import { compare, compareFull } from './modes/compare.ts';
import type { Mode, Options } from './modes/mode.ts';
import { pacing } from './modes/pacing.ts';
import { prepare } from './modes/prepare.ts';
import { production } from './modes/production.ts';
import { profile } from './modes/profile.ts';
import { quick } from './modes/quick.ts';
import { rate } from './modes/rate.ts';
import { scale } from './modes/scale.ts';
import { settle } from './modes/settle.ts';
import { start } from './modes/start.ts';
import { stores } from './modes/stores.ts';
import { workers } from './modes/workers.ts';
import { save } from './results/save.ts';

const USAGE = `npm run bench -- [MODE] [--uploads N] [--latency MS,…] [--rounds N] [--out FOLDER]
  (none)         this package beside rclone, mc, aws-cli, loops over the SDK and a workflow with an activity a request
  --full         the same with jobs of 100,000
  --quick        guards the counted figures, under two minutes; writes nothing
  --scale        20,000, 100,000 and 1,000,000 uploads
  --settle       settle 0 and 10 s
  --workers      a job in 1 and in 4 workers, held to so many requests a second for each worker
  --rate         how a job holds to its rate, in 1, 4 and 8 workers
  --pacing       against servers that limit the requests a second, each counting in another way
  --prepare      prepareBucketDeletion over 1,000,000 uploads
  --production   on a Temporal server with PostgreSQL, beside the dev server
  --bare         beside the same requests in a loop
  --profile      where a worker spends its CPU
  --buckets      10,000 buckets of three uploads in one fleet: the memory of the worker
  --start        a worker that starts, its memory at rest, a job of ten uploads, --help and status
  --stores       against MinIO and SeaweedFS
`;

const MODES: Record<string, Mode> = {
  full: compareFull,
  quick,
  scale,
  settle,
  workers,
  rate,
  pacing,
  bare,
  buckets,
  prepare,
  production,
  profile,
  start,
  stores,
};

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    process.stdout.write(USAGE);
    return 0;
  }
  const { modes, out, options } = readArguments(process.argv.slice(2));
  if (modes.length > 1) {
    process.stderr.write(USAGE);
    return 2;
  }
  const [name = 'comparison'] = modes;
  const { failed, result, ...outcome } = await (MODES[name] ?? compare)(options);
  process.stdout.write([outcome.text, ...Object.values(outcome.further ?? {})].join('\n'));
  if (result) await save(out, name === 'full' ? 'comparison' : name, { ...outcome, result });
  return failed ? 1 : 0;
}

function readArguments(args: string[]): { modes: string[]; out: string; options: Options } {
  const flags = Object.fromEntries(Object.keys(MODES).map((mode) => [mode, { type: 'boolean' as const }]));
  const { values } = parseArgs({
    args,
    options: {
      ...flags,
      uploads: { type: 'string' },
      latency: { type: 'string' },
      rounds: { type: 'string', default: '1' },
      out: { type: 'string', default: 'docs/bench' },
    },
  });
  const { uploads, latency, rounds, out } = values as Record<'rounds' | 'out', string> & {
    uploads?: string;
    latency?: string;
  };
  return {
    modes: Object.keys(MODES).filter((mode) => values[mode as keyof typeof values]),
    out,
    options: {
      rounds: Number(rounds),
      ...(uploads !== undefined && { uploads: Number(uploads) }),
      ...(latency !== undefined && { latencies: latency.split(',').map(Number) }),
    },
  };
}

// So that what runs for the bench ends with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    const isUsage = String(error.code).startsWith('ERR_PARSE_ARGS');
    process.stderr.write(isUsage ? `${error.message}\n${USAGE}` : `${error.stack}\n`);
    process.exitCode = isUsage ? 2 : 1;
  },
);

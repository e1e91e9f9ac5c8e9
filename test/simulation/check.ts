import type { UploadCounts } from '../../domain/counts.ts';
import type { Broken } from './rules/broken.ts';
import type { Scenario } from './scenario.ts';
import { type Simulated, simulate, type Watched } from './simulate.ts';

/** Runs a scenario under all rules. A dry run is followed by the run that it predicts, on a bucket of the same seed. */
export function check(scenario: Scenario, watched: Watched = {}): Simulated {
  const predicted = simulate(scenario, watched);
  const isAsked = watched.rule === undefined || watched.rule === 'DryRun';
  if (predicted.broken || predicted.ending !== 'dry-run' || !isAsked || !isPredictable(scenario)) return predicted;
  const done = simulate({ ...scenario, input: { ...scenario.input, dryRun: false } }, { ...watched, rule: 'DryRun' });
  const broken = wronglyPredicted(predicted, done);
  return { ...done, broken, ending: predicted.ending, trace: [...predicted.trace, ...done.trace] };
}

/** Nobody changes the bucket meanwhile, and nothing is refused to the run alone. */
function isPredictable({ input, others, faults, steering }: Scenario): boolean {
  const mayForget = faults.some(({ kind }) => kind === 'crash' || kind === 'heartbeats lost' || kind === 'outage');
  if (mayForget && input.idleFor !== undefined) return false;
  const isRefused = faults.some(
    ({ kind }) => kind === 'denied' || kind === 'NoSuchBucket once' || kind === 'bucket deleted',
  );
  return others.length === 0 && !isRefused && steering.every(({ kind }) => kind !== 'cancel');
}

const PREDICTED = ['listed', 'selected', 'keptYoung', 'keptActive', 'keptCompleted'] as const;

function wronglyPredicted(predicted: Simulated, done: Simulated): Broken | undefined {
  if (!predicted.uploads || !done.uploads) return undefined;
  const [before, after] = [pick(predicted.uploads), pick(done.uploads)];
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  return { rule: 'DryRun', message: `predicted ${JSON.stringify(before)}, done ${JSON.stringify(after)}` };
}

function pick(uploads: UploadCounts): object {
  return Object.fromEntries(PREDICTED.map((name) => [name, uploads[name]]));
}

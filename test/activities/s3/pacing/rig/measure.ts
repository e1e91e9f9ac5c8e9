import { type Counts, runWorkers, type Scenario } from './run-workers.ts';

/** Sums over the seconds of a scenario, from the fifth on. */
export interface Measured {
  /** Of what S3 takes. */
  accepted: number;
  /** Of all requests. */
  refused: number;
  /** What the worker that got least got, of an equal share. */
  leastShare: number;
}

/** Workers learn the limit in the first seconds, and are not judged by them. */
const FROM = 5;

/** Who is refused is a matter of chance, so one run says little. */
const SEEDS = [8, 9, 10];

/** Each figure is the median of several runs. */
export function measure(scenario: Scenario): Measured {
  const runs = SEEDS.map((seed) => measureOnce(scenario, seed));
  const median = (figure: keyof Measured) =>
    runs.map((run) => run[figure]).sort((a, b) => a - b)[(SEEDS.length - 1) / 2] as number;
  return { accepted: median('accepted'), refused: median('refused'), leastShare: median('leastShare') };
}

function measureOnce(scenario: Scenario, seed: number): Measured {
  const { seconds, limit } = scenario;
  const counts = runWorkers(scenario, seed);
  const limitAt = typeof limit === 'number' ? () => limit : limit;
  const taken = sum(Array.from({ length: seconds - FROM }, (_, index) => limitAt(FROM + index)));
  const accepted = acceptedBetween(counts, FROM, seconds);
  const refused = sum(counts.flatMap((worker) => worker.refused.slice(FROM, seconds)));
  const shares = counts.map((worker) => (sum(worker.accepted.slice(FROM, seconds)) * counts.length) / accepted);
  return { accepted: accepted / taken, refused: refused / (accepted + refused), leastShare: Math.min(...shares) };
}

/** Requests that S3 accepted from one second to before another. */
export function acceptedBetween(counts: Counts[], from: number, to: number): number {
  return sum(counts.flatMap(({ accepted }) => accepted.slice(from, to)));
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

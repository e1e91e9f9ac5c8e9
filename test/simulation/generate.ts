import type { CleanupInput } from '../../workflows/cleanup/contract.ts';
import { Random } from './random.ts';
import {
  type Bounds,
  DAY,
  type Fault,
  FOR_GOOD,
  HOUR,
  MINUTE,
  type Operation,
  type Other,
  type Scenario,
  type Steer,
  type Store,
  type UploadSpec,
} from './scenario.ts';

const KEYS = ['a', 'a/1', 'a/2', 'a/b/3', 'b', 'b/x', 'c', '\u{e000}', '\u{1f600}', 'z/9'];
const AGES = [30 * DAY, 8 * DAY, 2 * DAY, 2 * HOUR, 30 * MINUTE, MINUTE];

/** A stream of its own: all other lots of a seed are what they were before there were remnants. */
const REMNANTS = 14;

/** The scenario of a seed. Most are small and have few faults at a time: those are the ones that a person understands. */
export function generate(seed: number): Scenario {
  const random = new Random(seed, 1);
  const keys = Array.from({ length: random.whole(1, 5) }, () => random.pick(KEYS));
  const mayFail = random.chance(0.6);
  const hasOthers = random.chance(0.3);
  const isSteered = random.chance(0.25);
  const returns = random.chance(0.4) ? 0.4 : 0;
  const upload = () => uploadSpec(random, keys, returns);
  const uploads = random.chance(0.05) ? Array.from({ length: 40 }, upload) : random.list(12, upload);
  const kind = store(random);
  const remnants = new Random(seed, REMNANTS);
  const hasRemnants = !kind.isDirectory && remnants.chance(0.2);
  return {
    schedule: random.whole(1, 1e9),
    store: { ...kind, ...(hasRemnants && { hasRemnants }) },
    uploads: hasRemnants ? uploads.map((upload) => completedSometimes(remnants, upload)) : uploads,
    input: input(random, keys, kind),
    bounds: bounds(random),
    workers: random.whole(1, 2),
    faults: mayFail ? random.list(3, () => fault(random, keys)) : [],
    others: hasOthers ? random.list(4, () => other(random, upload, uploads.length)) : [],
    steering: isSteered ? random.list(3, () => steer(random)) : [],
  };
}

function uploadSpec(random: Random, keys: string[], returns: number): UploadSpec {
  const age = random.pick(AGES);
  return {
    key: random.pick(keys),
    age,
    ...(random.chance(0.02) && { initiated: random.pick(['missing', '0001-01-01T00:00:00Z'] as const) }),
    parts: random.chance(0.15) ? [] : [random.whole(1, age), ...random.list(1, () => random.whole(1, age))],
    ...(random.chance(returns / 2) && { ignoredAborts: random.scale(1, 5) }),
    ...(random.chance(returns) && {
      lateParts: [random.scale(50, 60_000), ...random.list(1, () => random.scale(50, 60_000))],
    }),
  };
}

/** One that nobody has completed may come back as any other. */
function completedSometimes(random: Random, upload: UploadSpec): UploadSpec {
  if (upload.parts.length === 0 || !random.chance(0.4)) return upload;
  const { ignoredAborts: _, lateParts: __, ...completed } = upload;
  return { ...completed, completed: true };
}

function store(random: Random): Store {
  const paged = { pageSize: random.chance(0.7) ? random.whole(1, 4) : 1_000, latency: random.scale(5, 300) };
  if (random.chance(0.55)) return { ...paged, ...(random.chance(0.5) && { goneMarkers: 'refused' as const }) };
  if (random.chance(0.3))
    return { ...paged, isDirectory: true, ...(random.chance(0.3) && { goneMarkers: 'refused' as const }) };
  if (random.chance(0.3)) return { ...paged, everythingAtOnce: true };
  const odd = ['ignored', 'all refused', 'upload ID ignored', 'no next upload ID', 'key included'] as const;
  const markers = random.pick(odd);
  // With a page of one upload, nothing shows that S3 left out those behind it.
  return { ...paged, markers, ...(markers === 'upload ID ignored' && { pageSize: Math.max(2, paged.pageSize) }) };
}

function input(random: Random, keys: string[], { isDirectory }: Store): Scenario['input'] {
  const optional = <Fields extends object>(share: number, fields: Fields): Partial<Fields> =>
    random.chance(share) ? fields : {};
  const [after = 'a', through = 'b'] = [random.pick(keys), random.pick(KEYS)];
  return {
    select: random.chance(0.4) ? { all: true } : { olderThan: random.pick([HOUR, DAY, 7 * DAY]) },
    ...optional(0.25, { prefix: random.pick(isDirectory ? ['a/', 'z/'] : ['a', 'a/', 'b', 'z/']) }),
    ...optional(isDirectory ? 0 : 0.15, {
      range: random.pick<CleanupInput['range'] & object>([{ after }, { through }, { after, through }]),
    }),
    ...optional(0.25, { idleFor: random.pick([20 * MINUTE, HOUR, DAY]) }),
    ...optional(0.15, { measure: true }),
    ...optional(0.1, { dryRun: true }),
    ...optional(0.1, { cleanPasses: 2 }),
    settle: random.scale(500, 20_000),
    quietPeriod: random.scale(500, 60_000),
    retry: {
      initial: random.scale(500, 20_000),
      maximum: random.scale(20_000, 300_000),
      giveUpAfter: random.scale(10_000, 30 * MINUTE),
    },
    parallelism: random.whole(1, 3),
    limits: {
      concurrency: random.pick([1, 2, 64]),
      ...optional(0.1, { requestsPerSecond: random.scale(2, 100) }),
      ...optional(0.5, { uploadsPerRun: random.whole(1, 8) }),
    },
  };
}

function bounds(random: Random): Bounds {
  return {
    pageOfUploads: random.pick([2, 5, 1_000]),
    pagesBeforeDraining: random.pick([2, 200]),
    uploadsInARange: random.pick([2, 5, 7_000]),
    remainingByName: random.pick([2, 4, 1_000]),
  };
}

function fault(random: Random, keys: string[]): Fault {
  const [at, lasts] = [random.scale(1, 5 * MINUTE), random.scale(100, 10 * MINUTE)];
  const operation = random.pick<Operation>(['list', 'abort', 'abort', 'listParts', 'listParts']);
  const kind = random.whole(1, 12);
  if (kind <= 3) return { at, kind: 'crash', for: random.scale(100, 2 * MINUTE) };
  if (kind === 4) return { at, kind: 'heartbeats lost', for: lasts };
  if (kind <= 6)
    return { at, kind: 'outage', for: lasts, how: random.pick(['error', 'no answer', 'answer lost'] as const) };
  if (kind === 7) return { at, kind: 'throttling', for: lasts, share: random.pick([0.1, 0.5, 1]) };
  if (kind === 8) return { at, kind: 'NoSuchBucket once' };
  if (kind === 9 && random.chance(0.3)) return { at, kind: 'bucket deleted' };
  const isForAWhile = random.chance(0.4);
  return {
    at: random.chance(0.5) ? 0 : at,
    kind: 'denied',
    for: isForAWhile ? lasts : FOR_GOOD,
    operation,
    ...(random.chance(0.8) && operation !== 'list' && { key: random.pick(keys) }),
  };
}

function other(random: Random, upload: () => UploadSpec, uploads: number): Other {
  const at = random.scale(1, 5 * MINUTE);
  if (random.chance(0.4) || uploads === 0) {
    return { at, kind: 'initiates', upload: { ...upload(), age: -at, parts: random.chance(0.5) ? [-at] : [] } };
  }
  return {
    at,
    kind: random.pick(['writes a part', 'completes', 'aborts'] as const),
    upload: random.whole(0, uploads - 1),
  };
}

function steer(random: Random): Steer {
  const at = random.scale(1, 5 * MINUTE);
  if (random.chance(0.5)) return { at, kind: 'pause', for: random.scale(10, 10 * MINUTE) };
  if (random.chance(0.15)) return { at, kind: 'cancel' };
  const requestsPerSecond = random.chance(0.5) ? null : random.scale(2, 100);
  return { at, kind: 'tune', concurrency: random.whole(1, 8), requestsPerSecond };
}

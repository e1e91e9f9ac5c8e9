import { check } from './check.ts';
import type { RuleName } from './rules/broken.ts';
import type { Scenario } from './scenario.ts';

/** Tries of one smaller scenario: it takes other lots, because it draws fewer. */
const SCHEDULES = 6;

/** Things that may happen while a scenario is shrunk: half a minute or so. */
const EFFORT = 1_000_000;

/** The smallest scenario found in which the same rule is broken. */
export function shrink(scenario: Scenario, only?: RuleName): Scenario {
  const rule = only ?? check(scenario).broken?.rule;
  let smallest = scenario;
  const effort = { left: EFFORT };
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const candidate of smallerThan(smallest)) {
      const found = stillBroken(candidate, rule, effort);
      if (!found) continue;
      smallest = found;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

function stillBroken(candidate: Scenario, rule: RuleName | undefined, effort: { left: number }): Scenario | undefined {
  for (let schedule = 0; schedule < SCHEDULES && effort.left > 0; schedule += 1) {
    const tried = { ...candidate, schedule: schedule === 0 ? candidate.schedule : schedule };
    const { broken, happened } = check(tried, { rule });
    effort.left -= happened;
    if (broken) return tried;
  }
  return undefined;
}

/** The scenario with one thing less: what weighs most first. */
function* smallerThan(scenario: Scenario): Generator<Scenario> {
  for (const list of ['faults', 'others', 'steering', 'uploads'] as const) {
    const items: readonly unknown[] = scenario[list];
    for (let size = items.length; size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at + size <= items.length; at += size) yield without(scenario, list, at, size);
    }
  }
  for (const [field, value] of Object.entries(PLAIN)) {
    const part = scenario[field as 'store'] as unknown as Record<string, unknown>;
    for (const [name, plain] of Object.entries(value)) {
      if (JSON.stringify(part[name]) !== JSON.stringify(plain))
        yield withPart(scenario, field, { ...part, [name]: plain });
    }
  }
  for (const [at, upload] of scenario.uploads.entries()) {
    const simpler = [
      ...(upload.key === 'a' ? [] : [{ ...upload, key: 'a' }]),
      ...(['ignoredAborts', 'lateParts', 'initiated'] as const).flatMap((name) => {
        const { [name]: had, ...rest } = upload;
        return had === undefined ? [] : [rest];
      }),
    ];
    for (const other of simpler) yield { ...scenario, uploads: scenario.uploads.with(at, other) };
  }
  if (scenario.workers > 1) yield { ...scenario, workers: 1 };
}

/** What a job and an S3 are like where nothing is special. */
const PLAIN: Record<string, object> = {
  store: {
    goneMarkers: undefined,
    markers: undefined,
    everythingAtOnce: undefined,
    isDirectory: undefined,
    pageSize: 1_000,
    latency: 20,
  },
  input: {
    select: { all: true },
    prefix: undefined,
    range: undefined,
    idleFor: undefined,
    measure: undefined,
    dryRun: undefined,
    cleanPasses: undefined,
    parallelism: 1,
    limits: { concurrency: 1 },
    settle: 1_000,
    quietPeriod: 1_000,
    retry: { initial: 1_000, maximum: 60_000, giveUpAfter: 600_000 },
  },
  bounds: { pageOfUploads: 1_000, pagesBeforeDraining: 200, uploadsInARange: 7_000, remainingByName: 1_000 },
};

/** `others` name uploads by their places: those of uploads that are gone name none any more. */
function without(
  scenario: Scenario,
  list: 'faults' | 'others' | 'steering' | 'uploads',
  at: number,
  size: number,
): Scenario {
  const rest = { ...scenario, [list]: [...scenario[list].slice(0, at), ...scenario[list].slice(at + size)] };
  if (list !== 'uploads') return rest;
  const others = scenario.others.flatMap((other) => {
    if (other.kind === 'initiates' || other.upload < at) return [other];
    return other.upload < at + size ? [] : [{ ...other, upload: other.upload - size }];
  });
  return { ...rest, others };
}

function withPart(scenario: Scenario, field: string, part: object): Scenario {
  return JSON.parse(JSON.stringify({ ...scenario, [field]: part }));
}

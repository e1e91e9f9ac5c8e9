import type { S3Client } from '@aws-sdk/client-s3';
import { compareKeys } from '../../domain/key-order.ts';
import type { InitiatorCount, PrefixMeasure } from '../../domain/measures.ts';
import type { ServerName } from '../conformance/servers/index.ts';
import { eventually } from '../support/poll.ts';
import { againstEachStore, DEADLINE_MS } from './against-stores.ts';
import { createBucket, initiateUploads, listUploads } from './bucket-with-uploads.ts';
import { type Deployment, type Outcome, reportOf } from './deployment.ts';

/** Of each, 0, 1 or 2 parts in turn. */
const KEYS = ['logs', 'logs/1', 'logs/2', 'logs/2', 'logs/3/a b', 'raw/1', 'raw/2', 'raw/often', 'raw/often', 'zebra'];

/** Some stores take not all of them. */
const AWKWARD = ['a+b', 'a b', 'x%41', 'line\nbreak', 'bell\u0007', 'a//b/./c', 'größe/✓', '😀'.repeat(50)];

/** Places where a listing goes on, before and behind the key that fills a page. */
const BESIDE = ['a b', 'line\nbreak', 'two words/1', 'two words/2', 'zebra 1', 'zebra 2'];

interface Selection {
  keys: string[];
  /** Initiated after the instant. */
  later?: string[];
  flags: (instant: string) => string[];
  /** Absent: all are selected. */
  counts?: Partial<Counts>;
}

const SELECTIONS = {
  'all uploads': { keys: KEYS, flags: () => ['--all'] },
  'the uploads under a prefix': {
    keys: KEYS,
    flags: () => ['--all', '--prefix', 'logs/'],
    counts: { listed: 4, selected: 4 },
  },
  'the uploads older than an hour': {
    keys: KEYS,
    flags: () => ['--older-than', '1h'],
    counts: { listed: 10, selected: 0, keptYoung: 10 },
  },
  'the uploads initiated before an instant': {
    keys: KEYS,
    later: ['logs/2', 'logs/4', 'zebra'],
    flags: (instant) => ['--initiated-before', instant],
    counts: { listed: 13, selected: 10, keptYoung: 3 },
  },
  'the uploads that nobody writes to': {
    keys: KEYS,
    flags: () => ['--all', '--idle-for', '1h'],
    counts: { listed: 10, selected: 0, keptActive: 10 },
  },
  '1,050 uploads of one key': { keys: [...BESIDE, ...Array<string>(1_050).fill('often.mp4')], flags: () => ['--all'] },
  'uploads with awkward keys': { keys: AWKWARD, flags: () => ['--all', '--give-up-after', '1s'] },
} satisfies Record<string, Selection>;

type ByStore<Told> = Partial<Record<ServerName, Partial<Record<keyof typeof SELECTIONS, Told>>>>;

/** The run does just what its dry run says, but S3 would select others. */
const SELECTED_INSTEAD: ByStore<Partial<Counts>> = {
  // It dates every upload 2010-11-10, and only the parts truly.
  moto: {
    'the uploads older than an hour': { listed: 10, selected: 10, keptYoung: 0 },
    'the uploads initiated before an instant': { listed: 13, selected: 13, keptYoung: 0 },
    'the uploads that nobody writes to': { listed: 10, selected: 4, keptActive: 6 },
  },
};

/** The run does not do just what its dry run says. */
const DIFFERS: ByStore<Partial<Record<keyof Seen, unknown>>> = {
  // The bell: nobody can read a listing of its parts. The dry run counts the upload under its prefix, the run does not.
  s3proxy: {
    'uploads with awkward keys': {
      before: 'Error',
      dryRun: namesWithoutPrefix(5),
      run: namesWithoutPrefix(4),
      after: 0,
    },
  },
  versitygw: {
    '1,050 uploads of one key': { dryRun: 'Unsupported', run: { listed: 1_056, selected: 1_056 }, after: 0 },
    'uploads with awkward keys': { before: 8, dryRun: namesWithoutPrefix(6), run: namesWithoutPrefix(5), after: 1 },
  },
};

/** They take a minute to make so many uploads. That a job gets through them shows cleanup.test.ts. */
const SLOW = new Set<ServerName>(['s3proxy', 'moto']);

againstEachStore((at, store) => {
  for (const [what, selection] of Object.entries(SELECTIONS) as Array<[keyof typeof SELECTIONS, Selection]>) {
    if (SLOW.has(store) && selection.keys.length > 1_000) continue;
    const instead = DIFFERS[store]?.[what];
    const title = instead ? 'aborts something else than a dry run says' : 'aborts exactly what a dry run says';

    it.concurrent(
      `${title} of ${what}`,
      async () => {
        const seen = await dryRunThenRun(at.product, selection);

        if (instead) expect(seen).toMatchObject(instead);
        else expectExact(seen, SELECTED_INSTEAD[store]?.[what] ?? selection.counts);
      },
      DEADLINE_MS,
    );
  }
});

function expectExact({ initiated, dryRun, run, before, after }: Seen, counts: Partial<Counts> | undefined): void {
  expect(dryRun).toMatchObject(counts ?? { listed: initiated, selected: initiated });
  expect({ run, after }).toEqual({ run: dryRun, after: Number(before) - (dryRun as Counts).selected });
}

interface Counts {
  listed: number;
  selected: number;
  keptYoung: number;
  keptActive: number;
}

interface Account extends Counts {
  parts?: number;
  bytes?: number;
  byPrefix?: PrefixMeasure[];
  initiators: InitiatorCount[];
}

interface Seen {
  initiated: number;
  /** What the plain SDK lists before the run and after it, or why it cannot. */
  before: number | string;
  after: number | string;
  /** What the job says, or the type of its failure. */
  dryRun: Account | string;
  run: Account | string;
}

let buckets = 0;

/** Over the same bucket, with the same flags. */
async function dryRunThenRun({ cleanUp, s3 }: Deployment, { keys, later = [], flags }: Selection): Promise<Seen> {
  buckets += 1;
  const bucket = `predicted-${buckets}`;
  await createBucket(s3, bucket);
  const early = await initiateUploads(s3, bucket, keys);
  const instant = await nextSecond();
  const late = await initiateUploads(s3, bucket, later);
  const told = flags(instant);
  const dryRun = accountOf(await cleanUp(bucket, ...told, '--measure', '--dry-run'));
  const before = await countListed(s3, bucket);
  const run = accountOf(await cleanUp(bucket, ...told, '--measure'));
  return { initiated: early + late, before, dryRun, run, after: await countListed(s3, bucket) };
}

function accountOf(outcome: Outcome): Account | string {
  const report = reportOf(outcome);
  if (report === undefined) return (outcome.answer as { error: { type: string } }).error.type;
  const { listed, selected, keptYoung, keptActive } = report.uploads;
  const { byPrefix = [], ...measured } = report.measured ?? {};
  byPrefix.sort((a, b) => compareKeys(a.prefix, b.prefix));
  return { listed, selected, keptYoung, keptActive, ...measured, byPrefix, initiators: report.initiators };
}

async function countListed(s3: S3Client, bucket: string): Promise<number | string> {
  return await listUploads(s3, bucket).then(
    ({ length }) => length,
    ({ name }: Error) => name,
  );
}

/** S3 tells times in whole seconds: what is there is initiated before this instant, what comes is not. */
async function nextSecond(): Promise<string> {
  const instant = Math.ceil((Date.now() + 1) / 1_000) * 1_000;
  await eventually(() => Date.now() >= instant);
  return new Date(instant).toISOString();
}

/** So many uploads that were selected have keys without a slash. */
function namesWithoutPrefix(uploads: number) {
  return { byPrefix: expect.arrayContaining([expect.objectContaining({ prefix: '', uploads })]) };
}

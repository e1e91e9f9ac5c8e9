import fc from 'fast-check';
import { main } from '../../cli/main.ts';
import type { CleanupInput } from '../../workflows/cleanup/contract.ts';
import { checkCleanup } from '../../workflows/cleanup/request.ts';
import { checkTune } from '../../workflows/durable/tune.ts';
import type { FleetInput } from '../../workflows/fleet/contract.ts';
import { checkFleet } from '../../workflows/fleet/request.ts';
import type { PrepareInput } from '../../workflows/prepare/contract.ts';
import { checkPrepare } from '../../workflows/prepare/request.ts';
import { recordedIo } from '../cli/support/recorded-io.ts';
import { HostileS3, hostileAnswers } from './hostile-s3.ts';

/** How many cases of each kind, and the seed that repeats them. */
export interface Fuzz {
  inputs: number;
  commands: number;
  answers: number;
  seed: number;
}

/** Whatever comes in from outside, nothing crashes, hangs or leaves its scope. */
export function describeFuzz({ inputs, commands, answers, seed }: Fuzz): void {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  beforeAll(() => void process.on('unhandledRejection', note));
  afterAll(() => {
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it.each(CHECKS)('the input of %s is taken or refused by the name of a field', (_, fields, check) => {
    const now = new Date('2026-11-22T00:00:00Z');

    fc.assert(
      fc.property(inputsOf(fields), (input) => {
        try {
          check(input, now);
        } catch (error) {
          expect(error).toMatchObject({
            nonRetryable: true,
            type: 'InvalidInput',
          });
          expect((error as Error).message.length).toBeLessThan(5_000);
        }
      }),
      { numRuns: Math.ceil(inputs / CHECKS.length), seed },
    );
  });

  it('a command line ends with one of its exit codes, tells no stack trace, and with --json answers JSON', async () => {
    await fc.assert(
      fc.asyncProperty(commandLines, async (argv) => {
        const io = recordedIo({ env: NO_TEMPORAL });

        const code = await main(argv, io);

        expect([0, 1, 2]).toContain(code);
        expect(io.written.stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
        if (code !== 0 && argv.includes('--json')) expect(JSON.parse(io.written.stdout)).toHaveProperty('error.type');
      }),
      { numRuns: commands, seed },
    );
  });

  it('an answer of S3 is a page, a refusal or a failure, and never an upload outside the selection', async () => {
    const s3 = await HostileS3.start();
    try {
      await fc.assert(
        fc.asyncProperty(hostileAnswers, (answer) => s3.expectSafe(answer)),
        { numRuns: answers, seed },
      );
    } finally {
      await s3.stop();
    }
  });
}

type Check = (input: unknown, now: Date) => unknown;

const CLEANUP =
  'bucket select prefix range idleFor dryRun measure connection expectedBucketOwner requestPayer settle quietPeriod retry cleanPasses parallelism limits';

const CHECKS: Array<[workflow: string, fields: string, check: Check]> = [
  ['cleanupMultipartUploads', CLEANUP, (input, now) => checkCleanup(input as CleanupInput, now)],
  [
    'prepareBucketDeletion',
    `${CLEANUP} blockNewUploads emptyObjects deleteBucket`,
    (input, now) => checkPrepare(input as PrepareInput, now),
  ],
  ['cleanupBuckets', `${CLEANUP} buckets match bucketsPerRun`, (input, now) => checkFleet(input as FleetInput, now)],
  ['the update tune', 'concurrency requestsPerSecond', (input) => checkTune(input)],
];

/** Values that a field takes somewhere, and values that none takes. */
const plausible = fc.constantFrom<unknown>(
  'photos',
  'photos--use1-az4--x-s3',
  'arn:aws:s3:us-east-1:111122223333:accesspoint/a',
  '7d',
  '10s',
  '1e999d',
  0,
  1,
  -1,
  1e308,
  true,
  null,
  '',
  '__proto__',
  '\uD800',
  '2026-01-31T00:00:00Z',
  '111122223333',
  'requester',
  { all: true },
  { olderThan: '7d' },
  { initiatedBefore: '2026-13-45' },
  { confirm: 'photos' },
  { concurrency: 1e9 },
  { giveUpAfter: '9999999d' },
  { after: 'a', through: 1 },
  ['photos', 'photos'],
);

const values = fc.oneof({ weight: 3, arbitrary: plausible }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) });

function inputsOf(fields: string): fc.Arbitrary<unknown> {
  const names = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...fields.split(' ')) },
    { weight: 1, arbitrary: fc.string() },
  );
  const objects = fc.array(fc.tuple(names, values), { maxLength: 8 }).map((entries) => {
    // As JSON gives them: every name is an own property.
    const valid = [...entries, ...(entries.length % 2 ? [] : VALID)];
    return Object.fromEntries(valid);
  });
  return fc.oneof({ weight: 9, arbitrary: objects }, { weight: 1, arbitrary: fc.jsonValue() });
}

const VALID: Array<[string, unknown]> = [
  ['bucket', 'photos'],
  ['select', { all: true }],
];

/** Configuration that cannot be read: no command gets as far as a server. */
const NO_TEMPORAL = { TEMPORAL_PROFILE: 'absent', TEMPORAL_CONFIG_FILE: __filename };

const words = fc.constantFrom(
  ...'start worker prepare fleet schedule follow status report pause resume tune cancel help demo'.split(' '),
);
const flags = fc.constantFrom(
  ...(
    '--all --older-than --initiated-before --prefix --idle-for --dry-run --measure --settle --concurrency --json ' +
    '--requests-per-second --connection --follow --workflow-id --expected-bucket-owner --endpoint-url --connections ' +
    '--parallelism --confirm --delete-bucket --every --bucket --match --csv --price-per-gib-month --help --version --nope -h -x - --'
  ).split(' '),
);
const operands = fc.oneof(
  fc.constantFrom(
    'photos',
    '7d',
    '1',
    '-1',
    '1e9',
    'NaN',
    '2026-01-31T00:00:00Z',
    '../x',
    '',
    'http://u:p@h/',
    '\u0000',
  ),
  fc.string({ maxLength: 20 }),
);

/** The demo would start a server: it is only asked for what it does not take. */
const commandLines = fc
  .tuple(words, fc.array(fc.oneof(flags, operands), { maxLength: 7 }))
  .map(([word, rest]) => (word === 'demo' ? [word, '--uploads', 'many', ...rest] : [word, ...rest]));

import type { CleanupInput } from '../../../workflows/cleanup/contract.ts';
import { CLEANUP } from '../../../workflows/cleanup/fields.ts';
import { checkCleanup } from '../../../workflows/cleanup/request.ts';
import type { Field, Fields } from '../../../workflows/durable/input.ts';

const now = new Date('2026-02-01T00:00:00Z');
const check = (input: object) =>
  checkCleanup({ bucket: 'photos', select: { all: true }, ...input } as unknown as CleanupInput, now);
const refusal = (field: string) => expect.objectContaining({ type: 'InvalidInput', details: [{ field }] });

it('an input that names a bucket and what to abort takes everything else as the contract says', () => {
  expect(check({})).toEqual({
    target: { connection: 'default', bucket: 'photos' },
    range: {},
    dryRun: false,
    measure: false,
    settle: 10_000,
    quietPeriod: 30_000,
    retry: { initial: 10_000, maximum: 300_000, giveUpAfter: 86_400_000 },
    cleanPasses: 1,
    limits: { concurrency: 64 },
    uploadsPerRun: Number.MAX_SAFE_INTEGER,
    keepCompleted: 'auto',
    parallelism: 16,
    searchAttributes: false,
  });
});

it('an input keeps what it names', () => {
  const given = {
    measure: true,
    cleanPasses: 2,
    keepCompleted: 'always',
    parallelism: 3,
    searchAttributes: true,
    range: { after: 'a', through: 'b' },
    prefix: 'a',
  };
  const target = { connection: 'ceph', expectedBucketOwner: '111122223333', requestPayer: 'requester' };
  const limits = { concurrency: 2, requestsPerSecond: 5 };

  expect(check({ ...given, ...target, limits: { ...limits, uploadsPerRun: 7 } })).toMatchObject({
    ...given,
    target: { bucket: 'photos', ...target },
    limits,
    uploadsPerRun: 7,
  });
});

it('a dry run measures, unless it is told not to', () => {
  expect(check({ dryRun: true }).measure).toBe(true);
  expect(check({ dryRun: true, measure: false }).measure).toBe(false);
});

it('a cut-off is an instant of its own, or so long before the job began', () => {
  expect(check({ select: { initiatedBefore: '2026-01-31T00:00:00Z' } }).initiatedBefore).toMatch(
    /^2026-01-31T00:00:00/,
  );
  expect(check({ select: { olderThan: '1d' } }).initiatedBefore).toBe('2026-01-31T00:00:00.000Z');
  expect(check({})).not.toHaveProperty('initiatedBefore');
});

it.each([
  ['cleanPasses', 1, 100],
  ['parallelism', 1, 100],
])('%s may be from %i to %i', (field, least, most) => {
  for (const allowed of [least, most]) expect(check({ [field]: allowed })).toHaveProperty(field, allowed);
  for (const other of [least - 1, most + 1]) expect(() => check({ [field]: other })).toThrow(refusal(field));
});

it('concurrency may be from 1 to 1,000', () => {
  for (const concurrency of [1, 1_000]) expect(check({ limits: { concurrency } }).limits).toEqual({ concurrency });
  for (const concurrency of [0, 1_001]) {
    expect(() => check({ limits: { concurrency } })).toThrow(refusal('limits.concurrency'));
  }
});

it.each([
  ['expectedBucketOwner', '1111222233334'],
  ['expectedBucketOwner', 'x111122223333'],
  ['expectedBucketOwner', ''],
  ['select', { youngerThan: '1d' }],
  ['select.all', { all: 'yes' }],
  ['keepCompleted', ''],
])('%s cannot be %j', (field, value) => {
  const [name = ''] = field.split('.');

  expect(() => check({ [name]: value })).toThrow(refusal(field));
});

it('the command line takes these fields, under these headings', () => {
  expect(flagsOf(CLEANUP)).toEqual([
    'which: --all',
    'which: --older-than <duration>',
    'which: --initiated-before <time>',
    'which: --idle-for <duration>',
    'what: --dry-run',
    'what: --measure',
    'pace: --settle <duration>',
    'pace: --quiet-period <duration>',
    'pace: --give-up-after <duration>',
    'pace: --concurrency <n>, a number',
    'pace: --requests-per-second <n>, a number',
    'S3: --connection <name>',
    'S3: --expected-bucket-owner <id>',
    'S3: --keep-completed <when>',
    'what: --record <url>',
    'job: --notify <name>',
    'which: --prefix <prefix>',
    'S3: --request-payer, which means requester',
    'what: --max-uploads <n>, a number',
    'job: --search-attributes',
  ]);
});

function flagsOf(fields: Fields): string[] {
  return Object.values(fields).flatMap((field) => {
    if ('fields' in field) return flagsOf(field.fields);
    const { flag, oneOf = {} }: Field<unknown> = field;
    const flags = [...Object.values(oneOf), ...(flag ? [flag] : [])];
    return flags.map(({ group, spec, isNumber, means }) => {
      const value = isNumber ? ', a number' : '';
      return `${group}: ${spec}${value}${means === undefined ? '' : `, which means ${means}`}`;
    });
  });
}

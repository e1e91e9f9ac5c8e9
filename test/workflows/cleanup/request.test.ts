import type { CleanupInput } from '../../../workflows/cleanup/contract.ts';
import { checkCleanup } from '../../../workflows/cleanup/request.ts';
import { resumed } from '../../../workflows/durable/resume.ts';
import { checkTune } from '../../../workflows/durable/tune.ts';
import type { FleetInput } from '../../../workflows/fleet/contract.ts';
import { checkFleet } from '../../../workflows/fleet/request.ts';
import type { PrepareInput } from '../../../workflows/prepare/contract.ts';
import { checkPrepare } from '../../../workflows/prepare/request.ts';

const now = new Date('2026-02-01T00:00:00Z');
const select = { all: true } as const;
const cleanup = (input: object) => checkCleanup({ bucket: 'photos', select, ...input } as CleanupInput, now);
const prepare = (input: object) => checkPrepare({ bucket: 'photos', ...input } as PrepareInput, now);
const fleet = (input: object) => checkFleet({ buckets: ['photos'], select, ...input } as FleetInput, now);
const refusal = (field: string) => expect.objectContaining({ type: 'InvalidInput', details: [{ field }] });

const DIRECTORY = 'photos--use1-az4--x-s3';

/** Inputs come as JSON from any language: of any type, with fields that we do not know. */
describe('the input of cleanupMultipartUploads', () => {
  it.each<[field: string, input: object]>([
    ['bucket', { bucket: 7 }],
    ['bucket', { bucket: 'no such' }],
    ['bukcet', { bukcet: 'photos' }],
    ['select', { select: 'all' }],
    ['select', { select: { all: true, olderThan: '7d' } }],
    ['select', { select: {} }],
    ['select.all', { select: { all: false } }],
    ['select.olderThan', { select: { olderThan: 'week' } }],
    ['select.olderThan', { select: { olderThan: -1 } }],
    ['select.initiatedBefore', { select: { initiatedBefore: '2026-02-30T00:00:00' } }],
    ['prefix', { prefix: 3 }],
    ['prefix', { prefix: 'raw', bucket: DIRECTORY }],
    ['range', { range: 'a-b' }],
    ['range', { range: { after: 'a' }, bucket: DIRECTORY }],
    ['requestPayer', { requestPayer: 'requester', bucket: DIRECTORY }],
    ['range.after', { range: { after: 3 } }],
    ['range.form', { range: { form: 'a' } }],
    ['idleFor', { idleFor: '1 fortnight' }],
    ['dryRun', { dryRun: 'yes' }],
    ['measure', { measure: 1 }],
    ['connection', { connection: {} }],
    ['expectedBucketOwner', { expectedBucketOwner: 'me' }],
    ['expectedBucketOwner', { expectedBucketOwner: 111122223333 }],
    ['requestPayer', { requestPayer: 'me' }],
    ['notify', { notify: 'https://ops.example.com/hook' }],
    ['notify', { notify: '' }],
    ['record', { record: '/var/lib/records' }],
    ['record', { record: 'folder:..' }],
    ['record', { record: 's3://audit/cleanup', dryRun: true }],
    ['record', { record: `s3://audit/${'x'.repeat(500)}` }],
    ['keepCompleted', { keepCompleted: 'sometimes' }],
    ['keepCompleted', { keepCompleted: true }],
    ['settle', { settle: '10' }],
    ['settle', { settle: true }],
    ['quietPeriod', { quietPeriod: [] }],
    ['retry', { retry: '10s' }],
    ['retry.initial', { retry: { initial: '-1s' } }],
    ['retry.maximum', { retry: { maximum: 'never' } }],
    ['retry.giveUpAfter', { retry: { giveUpAfter: {} } }],
    ['retry.attempts', { retry: { attempts: 3 } }],
    ['cleanPasses', { cleanPasses: 0 }],
    ['cleanPasses', { cleanPasses: '1' }],
    ['parallelism', { parallelism: 101 }],
    ['limits', { limits: 64 }],
    ['limits.concurrency', { limits: { concurrency: 1.5 } }],
    ['limits.requestsPerSecond', { limits: { requestsPerSecond: 0 } }],
    ['limits.uploadsPerRun', { limits: { uploadsPerRun: 0 } }],
    ['limits.speed', { limits: { speed: 1 } }],
    ['searchAttributes', { searchAttributes: 'on' }],
  ])('is refused for its %s: %j', (field, input) => {
    expect(() => cleanup(input)).toThrow(refusal(field));
  });

  it.each(
    [
      'bucket select prefix range idleFor dryRun measure connection expectedBucketOwner requestPayer keepCompleted',
      'settle quietPeriod retry cleanPasses parallelism limits searchAttributes resume',
    ].flatMap((names) => names.split(' ')),
  )('is refused for a %s of null: absent is absent', (field) => {
    expect(() => cleanup({ [field]: null })).toThrow(refusal(field));
  });

  it.each(['retry.initial', 'retry.maximum', 'retry.giveUpAfter', 'limits.concurrency', 'limits.requestsPerSecond'])(
    'is refused for a %s of null',
    (path) => {
      const [outer = '', inner = ''] = path.split('.');

      expect(() => cleanup({ [outer]: { [inner]: null } })).toThrow(refusal(path));
    },
  );

  it.each([[undefined], [null], ['photos'], [['photos']]])('is refused where it is %j', (input) => {
    expect(() => checkCleanup(input as unknown as CleanupInput, now)).toThrow(refusal('input'));
  });

  it('means durations as text or milliseconds, and cut-offs as instants', () => {
    const input = { settle: '1.5m', quietPeriod: 250, idleFor: '1h', select: { olderThan: '7d' } };

    expect(cleanup({ ...input, retry: { giveUpAfter: '2d' } })).toMatchObject({
      settle: 90_000,
      quietPeriod: 250,
      retry: { initial: 10_000, maximum: 300_000, giveUpAfter: 172_800_000 },
      activeSince: '2026-01-31T23:00:00.000Z',
      initiatedBefore: '2026-01-25T00:00:00.000Z',
    });
  });
});

describe('the input of prepareBucketDeletion', () => {
  it.each<[field: string, input: object]>([
    ['bucket', { bucket: 'mine-abc-s3alias' }],
    ['bucket', { bucket: 'mine--use1-az4--xa-s3' }],
    ['select', { select }],
    ['deleteBucket', { deleteBucket: true }],
    ['deleteBucket', { deleteBucket: null }],
    ['deleteBucket.confirm', { deleteBucket: {} }],
    ['deleteBucket.confirm', { deleteBucket: { confirm: 'Photos' } }],
    ['deleteBucket.force', { deleteBucket: { confirm: 'photos', force: true } }],
    ['record', { record: 's3://photos/records', emptyObjects: true }],
    ['record', { record: 's3://photos', blockNewUploads: true }],
    ['record', { record: 's3://photos/records', deleteBucket: { confirm: 'photos' } }],
    ['emptyObjects', { emptyObjects: 'yes' }],
    ['blockNewUploads', { blockNewUploads: 1 }],
    ['blockNewUploads', { blockNewUploads: true, bucket: DIRECTORY }],
    ['retry.giveUpAfter', { retry: { giveUpAfter: 'never' } }],
    ['settle', { settle: null }],
    ['resume', { resume: {} }],
  ])('is refused for its %s: %j', (field, input) => {
    expect(() => prepare(input)).toThrow(refusal(field));
  });
});

describe('a record', () => {
  it.each<[input: object]>([
    [{ record: 's3://photos/records' }],
    [{ record: 's3://audit/photos', emptyObjects: true, blockNewUploads: true, deleteBucket: { confirm: 'photos' } }],
    [{ record: 'folder:photos', emptyObjects: true, deleteBucket: { confirm: 'photos' } }],
  ])('may be where the preparation leaves it: %j', (input) => {
    expect(prepare(input).cleanup).toMatchObject({ record: (input as { record: string }).record });
  });
});

describe('the input of cleanupBuckets', () => {
  it.each(['buckets', 'match', 'parallelism', 'bucketsPerRun', 'select', 'idleFor', 'settle', 'limits'])(
    'is refused for a %s of null',
    (field) => {
      expect(() => fleet({ [field]: null })).toThrow(refusal(field));
    },
  );
});

describe('a change of the limits', () => {
  it.each<[field: string, tune: unknown]>([
    ['tune', null],
    ['tune', 5],
    ['concurrency', { concurrency: null }],
    ['concurrency', { concurrency: 0 }],
    ['requestsPerSecond', { requestsPerSecond: '5' }],
    ['tune.settle', { settle: '1s' }],
  ])('is refused for its %s: %j', (field, tune) => {
    expect(() => checkTune(tune)).toThrow(refusal(field));
  });

  it('may lift the limit of requests', () => {
    expect(checkTune({ requestsPerSecond: null })).toEqual({ requestsPerSecond: null });
  });
});

describe('a state to go on from', () => {
  const first = {
    run: 1,
    startedAt: '2026-01-01T00:00:00Z',
    givesUpAt: null,
    listing: { ended: false },
    held: [] as string[],
  };

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a list', []],
    ['without a field', { ...first, run: undefined }],
    ['with a field of another type', { ...first, run: '1' }],
    ['with no instant for an instant', { ...first, startedAt: 'then' }],
    ['without a field of a field', { ...first, listing: {} }],
    ['with an object for a list', { ...first, held: {} }],
  ])('is refused where it is %s', (_, state) => {
    expect(() => resumed(state, first)).toThrow(refusal('resume'));
  });

  it('is taken as a run leaves it, with fields that come and go', () => {
    const later = { ...first, run: 7, givesUpAt: '2026-01-01', listing: { ended: true, marker: 'm' } };

    expect(resumed(later, first)).toBe(later);
  });

  it('is that of a run whose limit was lifted', () => {
    const first = { limits: { concurrency: 64, requestsPerSecond: 200 } };
    const lifted = { limits: { concurrency: 64, requestsPerSecond: null } };

    expect(resumed<object>(lifted, first)).toBe(lifted);
    expect(resumed<object>(first, lifted)).toBe(first);
  });
});

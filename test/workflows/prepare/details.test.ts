import { noUploads } from '../../../domain/counts.ts';
import type { EmptyState } from '../../../workflows/empty/contract.ts';
import { detailsOf as emptyingDetailsOf } from '../../../workflows/empty/details.ts';
import type { PrepareStatus } from '../../../workflows/prepare/contract.ts';
import { detailsOf, type PreparationSubject } from '../../../workflows/prepare/details.ts';

const now = Date.parse('2026-01-31T12:00:00Z');
const uploads = noUploads();

const status = (changes: Partial<PrepareStatus> = {}): PrepareStatus => ({
  phase: 'cleaning',
  paused: false,
  pass: 0,
  run: 1,
  round: 1,
  uploads,
  objects: null,
  remaining: {},
  inHand: 0,
  pace: 0,
  ranges: 0,
  waitsUntil: null,
  givesUpAt: null,
  child: null,
  newUploadsBlocked: false,
  deleted: false,
  limits: { concurrency: 64, requestsPerSecond: null },
  requests: { list: 0, abort: 0, listParts: 0, throttled: 0 },
  startedAt: '2026-01-31T11:00:00.000Z',
  ...changes,
});

const all = {
  target: { connection: 'default', bucket: 'photos' },
  blockNewUploads: true,
  emptyObjects: true,
  deleteBucket: true,
};

const subject = (changes: Partial<PreparationSubject> = {}): PreparationSubject => ({
  request: all,
  inspected: null,
  refused: {},
  initiators: [],
  end: null,
  now,
  ...changes,
});

describe('the details of a preparation', () => {
  it.each<[string, Partial<PrepareStatus>, Partial<PreparationSubject>, RegExp]>([
    ['the phase and the bucket', {}, {}, /^### Cleaning: `s3:\/\/photos`/],
    ['a pause', { paused: true }, {}, /^### Paused.*\n\n.*`resume`/],
    [
      'the child at work',
      { child: 's3-cleanup/photos' },
      {},
      /\(\/namespaces\/\{namespace\}\/workflows\/s3-cleanup%2Fphotos\)/,
    ],
    ['which steps are done', { phase: 'emptying' }, {}, /\| abort every upload\s+\| done/],
    ['which step is at work', { phase: 'emptying' }, {}, /\| delete all objects\s+\| \*\*at work\*\*/],
    ['that the policy denies uploads', { newUploadsBlocked: true }, {}, /\| deny new uploads\s+\| in force/],
    [
      'how many uploads are gone',
      { uploads: { ...uploads, selected: 2_000, gone: 1_500 } },
      {},
      /proven gone\s+\| 1,500 \|/,
    ],
    [
      'how many objects are deleted',
      { objects: { versions: 9_000, deleteMarkers: 7 } },
      {},
      /versions deleted\s+\| 9,000/,
    ],
    [
      'what S3 would not delete, and why',
      {},
      { refused: { ObjectLock: 3 } },
      /\| `ObjectLock`\s+\| 3\s+\| under retention/,
    ],
    [
      'when the next round begins',
      { phase: 'quiet period', waitsUntil: '2026-01-31T12:00:30.000Z' },
      {},
      /12:00:30 UTC/,
    ],
    [
      'what the bucket is',
      {},
      {
        inspected: {
          ...{ kind: 'general-purpose', region: 'eu-west-1', owner: null, versioning: 'enabled', mfaDelete: false },
          ...{ holdsUploads: true, holdsObjects: true },
        },
      },
      /general-purpose bucket in eu-west-1, versioning enabled/,
    ],
    [
      'what the S3 does in another way than AWS',
      {},
      { dialect: ['no-versions'] },
      /another way than AWS\n\n- there are no versions/,
    ],
    [
      'how it ended',
      { phase: 'done', deleted: true },
      { end: { how: 'deleted' } },
      /^### Deleted[\s\S]*\| delete the bucket, and prove it\s+\| done/,
    ],
    [
      'what stands in the way, and who writes',
      { phase: 'looking again' },
      { end: { how: 'BucketNotEmpty', message: 'stop what writes' }, initiators: [{ id: 'writer', uploads: 4 }] },
      /^### BucketNotEmpty[\s\S]*stop what writes[\s\S]*not finished[\s\S]*\| `writer`\s+\| 4 \|/,
    ],
  ])('tell %s', (_, changes, about, expected) => {
    expect(detailsOf(status(changes), subject(about))).toMatch(expected);
  });

  it('name no step that is not asked for', () => {
    const request = { ...all, blockNewUploads: false, emptyObjects: false, deleteBucket: false };

    expect(detailsOf(status(), subject({ request }))).not.toMatch(/deny|delete/);
  });

  it('say nothing of steering once the job has ended', () => {
    expect(detailsOf(status(), subject({ end: { how: 'cancelled' } }))).not.toMatch(/`pause`|`tune`/);
  });

  it('say of an outage since when, and what S3 or the source of the credentials said', () => {
    const trouble = { type: 'S3Unavailable', message: 'log in again', since: '2026-01-31T11:59:00.000Z' };

    expect(detailsOf(status({ trouble }), subject())).toMatch(
      /Since 11:59:00 UTC no request gets through.*log in again/,
    );
  });

  it('say that S3 is asked again only while the job runs', () => {
    const refused = { InternalError: 1 };

    expect(detailsOf(status(), subject({ refused }))).toMatch(/tried again/);
    expect(detailsOf(status(), subject({ refused, end: { how: 'ObjectsRemain' } }))).not.toMatch(/again/);
  });

  it('stay within a few KB whatever there is to tell', () => {
    const long = 'ÿ'.repeat(1_000);
    const refused = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`${n}${long}`, 1]));
    const initiators = Array.from({ length: 100 }, (_, n) => ({ id: `${n}${long}`, uploads: 1 }));

    const details = detailsOf(status(), subject({ refused, initiators, end: { how: 'failed', message: long } }));

    expect(Buffer.byteLength(details)).toBeLessThan(8_000);
  });
});

describe('the details of an emptying', () => {
  const state: EmptyState = {
    ...{ ended: false, versions: 12_000, deleteMarkers: 5, refused: { AccessDenied: 2 }, named: [], paused: false },
    requests: { list: 12, abort: 0, listParts: 0, throttled: 0, deleteObjects: 48 },
    limits: { concurrency: 64, requestsPerSecond: null },
  };

  it('tell what is deleted and what is not', () => {
    const details = emptyingDetailsOf(state, 'photos', { now, end: null });

    expect(details).toMatch(
      /^### Emptying: `s3:\/\/photos`[\s\S]*versions\s+\| 12,000 [\s\S]*`AccessDenied`\s+\| 2\s+\| grant s3:DeleteObject/,
    );
  });
});

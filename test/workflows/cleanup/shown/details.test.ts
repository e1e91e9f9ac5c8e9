import { noUploads } from '../../../../domain/counts.ts';
import type { CleanupStatus } from '../../../../workflows/cleanup/contract.ts';
import { detailsOf, type Subject } from '../../../../workflows/cleanup/shown/details.ts';
import { cleanupStatus } from '../../support/cleanup-status.ts';

const uploads = (counts: Partial<CleanupStatus['uploads']>) => ({ ...noUploads(), ...counts });
const subject = (changes: Partial<Subject> = {}): Subject => ({
  bucket: 'photos',
  isDryRun: false,
  ranges: [],
  end: null,
  now: Date.parse('2026-01-31T12:00:00Z'),
  ...changes,
});

describe('the details of a job', () => {
  it.each(['PartsRemain', 'ListParts: InternalError'])(
    'say of %s that it is tried again only while the job runs',
    (reason) => {
      const remaining = cleanupStatus({ remaining: { [reason]: 1 } });

      expect(detailsOf(remaining, subject())).toMatch(/(?:tried|aborted) again/);
      expect(detailsOf(remaining, subject({ end: { how: 'UploadsRemain' } }))).not.toMatch(/again/);
    },
  );

  it('say of an outage of a child which it is', () => {
    const trouble = { type: 'S3Unavailable', message: 'no answer', since: '2026-01-31T11:59:00Z', child: 'range-7' };

    expect(detailsOf(cleanupStatus({ trouble }), subject())).toMatch(/no request of \[range-7\]\(.*\) gets through/);
  });

  it.each<[string, Partial<CleanupStatus>, Partial<Subject>, RegExp]>([
    ['the phase and the place', {}, { prefix: 'raw/' }, /^### Cleaning: `s3:\/\/photos\/raw\/`/],
    ['an ARN as it is', {}, { bucket: 'arn:aws:s3:::x' }, /`arn:aws:s3:::x`/],
    ['when a wait ends', { phase: 'settling', waitsUntil: '2026-01-31T12:00:10.000Z' }, {}, /12:00:10 UTC/],
    ['a pause', { paused: true, phase: 'settling' }, {}, /^### Paused/],
    ['a dry run', {}, { isDryRun: true }, /dry run/],
    ['progress as a bar', { uploads: uploads({ selected: 100, gone: 50 }) }, {}, /`█{12}░{12}` \*\*50 %\*\*/],
    [
      'ranges at work as to be done',
      { uploads: uploads({ selected: 10, gone: 10 }), inRanges: 30 },
      {},
      /\*\*25 %\*\*/,
    ],
    ['less than all as less than 100 %', { uploads: uploads({ selected: 1_000, gone: 999 }) }, {}, /\*\*99 %\*\*/],
    ['pace and time left', { uploads: uploads({ selected: 9_000, gone: 3_000 }), pace: 10 }, {}, /about 10 min/],
    ['what is kept', { uploads: uploads({ keptYoung: 1_234 }) }, {}, /kept: too young\s+\| 1,234 \|/],
    [
      'what is kept because it looks completed',
      {
        uploads: uploads({ keptCompleted: 12 }),
        kept: [{ key: 'films/a.mp4', uploadId: 'u', initiated: '2026-01-01T00:00:00Z', reason: 'LooksCompleted' }],
      },
      {},
      /kept: looks completed\s+\| 12 \|[\s\S]*films\/a\.mp4[\s\S]*and 11 more/,
    ],
    [
      'which permission is missing to ask for objects',
      { remaining: { 'HeadObject: AccessDenied': 3 } },
      {},
      /grant s3:GetObject on these keys, or start with keepCompleted never/,
    ],
    [
      'what is to be verified',
      { uploads: uploads({ selected: 9, gone: 4 }), inHand: 5 },
      {},
      /to be verified\s+\| 5 \|/,
    ],
    ['why uploads remain', { remaining: { PartsRemain: 7 } }, {}, /\| `PartsRemain`\s+\| 7\s+\| parts landed/],
    ['what to grant', { remaining: { 'ListParts: AccessDenied': 1 } }, {}, /s3:ListMultipartUploadParts/],
    [
      'the limits in force',
      { limits: { concurrency: 8, requestsPerSecond: 5 } },
      {},
      /concurrency 8, requests a second 5/,
    ],
    [
      'how it ended',
      { phase: 'done' },
      { end: { how: 'AccessDenied', message: 'grant it' } },
      /AccessDenied.*\n\ngrant it/,
    ],
    [
      'what this S3 does in another way than AWS',
      { dialect: ['keys-not-encoded', 'known-to-a-newer-worker'] },
      {},
      /- the keys of a listing are not encoded\n- known-to-a-newer-worker/,
    ],
    ['the range of a child', {}, { range: { after: 'a', through: 'b' } }, /keys after `a` through `b` of/],
  ])('tell %s', (_, changes, about, expected) => {
    expect(detailsOf(cleanupStatus(changes), subject(about))).toMatch(expected);
  });

  it('link the children at work', () => {
    const ranges = [
      { name: 'range-7', workflowId: 's3-cleanup:range-7/photos', after: 'a', through: 'b', uploads: 7_000 },
    ];

    const details = detailsOf(cleanupStatus(), subject({ ranges }));

    expect(details).toContain('[range-7](/namespaces/{namespace}/workflows/s3-cleanup%3Arange-7%2Fphotos)');
  });

  it('say nothing of steering once the job has ended', () => {
    expect(detailsOf(cleanupStatus({ phase: 'done' }), subject({ end: { how: 'clean' } }))).not.toMatch(/pause|tune/);
  });

  it('hold keys with any character in one cell of one table', () => {
    const ranges = [{ name: 'range-1', workflowId: 'id', after: 'a|b`c\nd', through: '|' }];

    const line = detailsOf(cleanupStatus(), subject({ ranges })).match(/^\| \[range-1.*$/m)?.[0] ?? '';

    expect(line.split('|')).toHaveLength(6);
    expect(line.split('`')).toHaveLength(5);
  });

  it('stay within a few KB whatever there is to tell', () => {
    const long = 'ÿ'.repeat(1_024);
    const ranges = Array.from({ length: 100 }, (_, n) => ({
      name: `range-${n}`,
      workflowId: `id/${n}`,
      after: long,
      through: long,
    }));
    const remaining = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`ListParts: ${n}${long}`, 1]));

    const details = detailsOf(cleanupStatus({ remaining }), subject({ prefix: long, ranges }));

    expect(Buffer.byteLength(details)).toBeLessThan(8_000);
  });
});

import { noUploads } from '../../../../domain/counts.ts';
import type { CleanupStatus, Phase } from '../../../../workflows/cleanup/contract.ts';
import { detailsOf, type Subject } from '../../../../workflows/cleanup/shown/details.ts';
import { cleanupStatus } from '../../support/cleanup-status.ts';

/** The page, with single spaces: what holds the columns of a table apart is that of the table. */
function pageOf(status: Partial<CleanupStatus>, subject: Partial<Subject> = {}): string {
  const now = Date.parse('2026-01-31T12:00:00Z');
  const about = { bucket: 'photos', isDryRun: false, ranges: [], end: null, now, ...subject };
  return detailsOf(cleanupStatus(status), about).replace(/[^\S\n]+/g, ' ');
}

const STEERING =
  '**Steer it** (Workflow Actions): signal `pause` or `resume`, update `tune` with `{"requestsPerSecond": 100}`. ' +
  'In force: concurrency 64, requests a second not limited.';

describe('the page of a job reads', () => {
  it('while something remains and something is kept', () => {
    const page = pageOf({
      phase: 'backing off',
      pass: 2,
      run: 3,
      waitsUntil: '2026-01-31T12:05:00.000Z',
      givesUpAt: '2026-02-01T12:00:00.000Z',
      uploads: {
        listed: 10_111,
        selected: 9_000,
        gone: 6_000,
        reaborted: 7,
        keptYoung: 1_000,
        keptActive: 100,
        keptCompleted: 11,
        alreadyGone: 5,
        unproven: 4,
      },
      remaining: {
        'AbortMultipartUpload: AccessDenied': 3,
        PartsRemain: 50,
        'HeadObject: AccessDenied': 2,
        'ListParts: AccessDenied': 1,
        'ListParts: InternalError': 1,
      },
      inHand: 2_939,
      pace: 2.5,
      kept: [{ key: 'films/a.mp4', uploadId: 'u', initiated: '2026-01-01T00:00:00Z', reason: 'LooksCompleted' }],
      dialect: ['keys-not-encoded'],
      requests: { list: 12, abort: 9_100, listParts: 9_050, throttled: 20 },
    });

    expect(page).toBe(`### Backing off: \`s3://photos\`

Waits before it aborts once more what remains, at **12:05:00 UTC**.

\`████████████████░░░░░░░░\` **66 %** of the 9,000 found so far are proven gone; 2.5 a second, about 20 min for the rest of those.

| uploads | |
| --- | ---: |
| selected | 9,000 |
| proven gone | 6,000 |
| aborted, to be verified | 2,939 |
| still there after an abort | 57 |
| vanished, not proven gone | 4 |
| needed several aborts | 7 |
| gone before the first abort | 5 |
| kept: too young | 1,000 |
| kept: being written | 100 |
| kept: looks completed | 11 |

Requests: 12 listings, 9,100 aborts, 9,050 ListParts, 20 throttled.

#### What remains, and why

| reason | uploads | meaning |
| --- | ---: | --- |
| \`PartsRemain\` | 50 | parts landed after the abort: aborted again |
| \`AbortMultipartUpload: AccessDenied\` | 3 | grant s3:AbortMultipartUpload on these keys |
| \`HeadObject: AccessDenied\` | 2 | grant s3:GetObject on these keys, or start with keepCompleted never |
| \`ListParts: AccessDenied\` | 1 | grant s3:ListMultipartUploadParts on these keys |
| \`ListParts: InternalError\` | 1 | what S3 answered; tried again |

Gives up at 12:00:00 UTC, 2026-02-01.

#### Kept: looks completed

Each has as many parts and bytes as the object of its key. Some stores destroy the object with it.

| key | initiated |
| --- | ---: |
| \`films/a.mp4\` | 2026-01-01T00:00:00Z |

and 10 more

#### What this S3 does in another way than AWS

- the keys of a listing are not encoded

${STEERING}

Pass 2, run 3, begun 1 h ago. As of 12:00:00 UTC; key R refreshes.`);
  });

  it('while children clean ranges of keys', () => {
    const photos = 's3-cleanup%3Arange';
    const page = pageOf(
      { inRanges: 21_000, uploads: { ...noUploads(), selected: 7_000, gone: 7_000 }, pace: 500 },
      {
        ranges: [
          { name: 'range-1', workflowId: 's3-cleanup:range-1/photos', through: 'm', uploads: 14_000 },
          { name: 'range-2', workflowId: 's3-cleanup:range-2/photos', after: 'm' },
        ],
      },
    );

    expect(page).toBe(`### Cleaning: \`s3://photos\`

Children clean ranges of keys, several at once: each aborts, waits and verifies.

\`██████░░░░░░░░░░░░░░░░░░\` **25 %** of about 28,000 found so far are proven gone; 500 a second, about 42 s for the rest of those.

| uploads | |
| --- | ---: |
| selected | 7,000 |
| in the ranges at work, about | 21,000 |
| proven gone | 7,000 |

Requests: 0 listings, 0 aborts, 0 ListParts, 0 throttled.

#### Ranges of keys at work

| child | uploads | keys after | through |
| --- | ---: | --- | --- |
| [range-1](/namespaces/{namespace}/workflows/${photos}-1%2Fphotos) | about 14,000 | the start | \`m\` |
| [range-2](/namespaces/{namespace}/workflows/${photos}-2%2Fphotos) | | \`m\` | the end |

${STEERING}

Pass 1, run 1, begun 1 h ago. As of 12:00:00 UTC; key R refreshes.`);
  });

  it('of a dry run: nothing of what is gone, and no progress', () => {
    const page = pageOf({ uploads: { ...noUploads(), selected: 5 } }, { isDryRun: true });

    expect(page).toBe(`### Cleaning: \`s3://photos\`

A dry run: it lists the bucket and aborts nothing.

| uploads | |
| --- | ---: |
| selected | 5 |

Requests: 0 listings, 0 aborts, 0 ListParts, 0 throttled.

${STEERING}

Pass 1, run 1, begun 1 h ago. As of 12:00:00 UTC; key R refreshes.`);
  });

  it('of a range that has failed: no time left, no time to give up, nothing to steer', () => {
    const page = pageOf(
      {
        phase: 'done',
        givesUpAt: '2026-02-01T12:00:00.000Z',
        remaining: { PartsRemain: 1 },
        uploads: { ...noUploads(), selected: 5, gone: -1 },
        pace: 0.5,
      },
      { range: { through: 'b' }, end: { how: 'UploadsRemain', message: '1 uploads remain' } },
    );

    expect(page).toBe(`### UploadsRemain: keys through \`b\` of \`s3://photos\`

1 uploads remain

\`░░░░░░░░░░░░░░░░░░░░░░░░\` **0 %** of the 5 found are proven gone; 0.5 a second.

| uploads | |
| --- | ---: |
| selected | 5 |
| proven gone | 0 |
| still there after an abort | 1 |

Requests: 0 listings, 0 aborts, 0 ListParts, 0 throttled.

#### What remains, and why

| reason | uploads | meaning |
| --- | ---: | --- |
| \`PartsRemain\` | 1 | parts landed after the abort |

Pass 1, run 1, begun 1 h ago.`);
  });

  it.each<[Phase, string]>([
    ['cleaning', 'Lists the bucket and aborts what is selected, several pages of 1,000 at once.'],
    [
      'settling',
      'Waits for parts in flight to land; then ListParts asks of every aborted upload whether anything is left',
    ],
    ['verifying', 'ListParts asks of every aborted upload whether anything is left.'],
    ['backing off', 'Waits before it aborts once more what remains'],
    ['quiet period', 'Waits before it lists the bucket afresh: only a listing that shows nothing proves it clean'],
    ['done', 'It has ended.'],
  ])('what a job does in the phase %s', (phase, expected) => {
    expect(pageOf({ phase }).split('\n\n')[1]).toBe(expected);
  });

  it('that no request begins while it is paused, whatever the phase is', () => {
    const page = pageOf({ paused: true, phase: 'settling', waitsUntil: '2026-01-31T12:05:00.000Z' });

    expect(page.split('\n\n').slice(0, 2)).toEqual([
      '### Paused: `s3://photos`',
      'No request begins until the signal `resume`; those under way ended within seconds.',
    ]);
  });

  it('who steers a range', () => {
    expect(pageOf({}, { range: { after: 'a' } })).toContain(
      'concurrency 64, requests a second not limited. Its parent steers it.',
    );
  });

  it.each([
    ['ranges', 11, 'and 1 more'],
    ['ranges', 10, undefined],
  ] as const)('at most ten %s: of %i it says %s', (_, count, more) => {
    const ranges = Array.from({ length: count }, (__, n) => ({ name: `range-${n}`, workflowId: `id-${n}` }));
    const page = pageOf({}, { ranges });

    expect(page.match(/\[range-\d+\]/g)).toHaveLength(10);
    expect(/and \d+ more/.exec(page)?.[0]).toBe(more);
  });

  it('at most ten reasons, the most frequent first', () => {
    const remaining = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`ListParts: Code${n}`, n + 1]));
    const page = pageOf({ remaining });

    expect(page.match(/`ListParts: Code\d+`/g)).toEqual(
      Array.from({ length: 10 }, (_, n) => `\`ListParts: Code${11 - n}\``),
    );
  });

  it('at most ten kept uploads, and no more than there are', () => {
    const kept = Array.from({ length: 12 }, (_, n) => ({
      key: `k${n}`,
      uploadId: 'u',
      initiated: '2026-01-01T00:00:00Z',
      reason: 'LooksCompleted',
    }));
    const page = pageOf({ kept, uploads: { ...noUploads(), keptCompleted: 12 } });
    const few = pageOf({ kept: kept.slice(0, 2), uploads: { ...noUploads(), keptCompleted: 2 } });

    expect(page.match(/`k\d+`/g)).toHaveLength(10);
    expect(page).toContain('and 2 more');
    expect(few).not.toContain('more');
  });

  it.each([
    [9.96, '10.0 a second'],
    [10, '10 a second'],
  ])('the pace %d as %s', (pace, expected) => {
    const page = pageOf({ pace, uploads: { ...noUploads(), selected: 100, gone: 50 } });

    expect(page).toContain(expected);
  });
});

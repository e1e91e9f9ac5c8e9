import { stripVTControlCharacters } from 'node:util';
import { progressLine } from '../../../../cli/output/progress/progress-line.ts';
import { columnsOf } from '../../../../cli/output/width.ts';
import type { CleanupSnapshot } from '../../../../client/index.ts';
import { counts, inSeconds, NOW, snapshot } from '../../support/snapshots.ts';

const plain = { color: false, now: NOW };
const resume = 's3-cleanup resume s3-cleanup/photos --namespace storage';
const half = { uploads: counts({ selected: 2_000, gone: 1_000 }), pace: 100 };

describe('the progress line', () => {
  it.each<[string, CleanupSnapshot, string]>([
    ['how much is done', snapshot(half), '[##########----------]  cleaning  1,000/2,000 gone  100/s  10 s left'],
    [
      'aborts sent, before any is verified',
      snapshot({ uploads: counts({ selected: 500 }), requests: { list: 1, abort: 120, listParts: 0, throttled: 0 } }),
      '[--------------------]  cleaning  0/500 gone  120 aborts sent',
    ],
    ['that nothing is found yet', snapshot({}), '[--------------------]  cleaning  none selected yet'],
    [
      'what a wait is, and its end',
      snapshot({ phase: 'settling', uploads: counts({ selected: 2 }), waitsUntil: inSeconds(7.2) }),
      '[--------------------]  settling  0/2 gone  next in 8 s',
    ],
    [
      'why uploads remain, most first, and when it gives up',
      snapshot({
        phase: 'backing off',
        uploads: counts({ selected: 4 }),
        remaining: { AccessDenied: 1, PartsRemain: 3 },
        givesUpAt: inSeconds(3_600),
      }),
      '[--------------------]  backing off  0/4 gone  gives up in 1 h  remaining: 3 PartsRemain, 1 AccessDenied',
    ],
    [
      'that it is paused, and the pass',
      snapshot({ paused: true, pass: 3, uploads: counts({ selected: 2, gone: 2 }) }),
      '[####################]  paused (pass 3)  2/2 gone',
    ],
    [
      'the uploads in ranges among those found, and that there may be more',
      snapshot({ ...half, ranges: 2, inRanges: 8_000, allListed: false }),
      '[##------------------]  cleaning  1,000 of about 10,000+ gone  100/s  still listing  2 ranges at once',
    ],
    [
      'the time left for all of them once everything is listed',
      snapshot({ ...half, ranges: 2, inRanges: 8_000, allListed: true }),
      '[##------------------]  cleaning  1,000 of about 10,000 gone  100/s  1 min 30 s left  2 ranges at once',
    ],
    [
      'what a dry run adds up, and how fast',
      snapshot({ dryRun: true, uploads: counts({ listed: 90_000, selected: 80_000 }) }),
      'adding up  80,000 of 90,000 uploads selected  1,500/s',
    ],
    [
      'that S3 throttles',
      snapshot({ ...half, requests: { list: 1, abort: 0, listParts: 0, throttled: 12 } }),
      '[##########----------]  cleaning  1,000/2,000 gone  100/s  10 s left  throttled 12 times',
    ],
    ['that nobody answered yet', snapshot(null), 'no answer yet'],
    [
      'an outage of S3, the attempt and the next one',
      snapshot(null, {
        trouble: {
          kind: 'retrying',
          activity: 'listUploads',
          message: 'S3 cannot be reached',
          attempt: 4,
          nextAttemptAt: inSeconds(8),
        },
      }),
      'attempt 4, next try in 8 s: listUploads: S3 cannot be reached',
    ],
    [
      'what the job itself says of its trouble, and for how long',
      snapshot(null, {
        trouble: { kind: 'outage', type: 'S3Unavailable', message: 'S3 cannot be reached', since: inSeconds(-41) },
      }),
      'in trouble for 41 s: S3 cannot be reached',
    ],
  ])('tells %s', (_, given, line) => {
    expect(progressLine(given, plain)).toBe(line);
  });

  it('says how a pause is ended', () => {
    const line = progressLine(snapshot({ paused: true }), { ...plain, resume });

    expect(line).toContain(resume);
  });

  it.each([
    ['the start of the job', snapshot({ startedAt: inSeconds(-125) }), '(2 min 5 s)'],
    ['the first look, while nobody answers', snapshot(null), '(7 s)'],
  ])('tells on a terminal the time since %s: it moves whatever else stands still', (_, given, time) => {
    expect(progressLine(given, { ...plain, since: NOW - 7_000 })).toContain(time);
  });

  it('keeps what moves where the message of an outage is longer than the line', () => {
    const message = 'x'.repeat(500);
    const trouble = {
      kind: 'retrying',
      activity: 'listUploads',
      message,
      attempt: 4,
      nextAttemptAt: inSeconds(8),
    } as const;

    const line = progressLine(snapshot(half, { trouble }), { ...plain, width: 79, since: NOW });

    expect(line).toMatch(/\(1 min\).*next try in 8 s/);
  });

  describe.each([79, 59])('in %d columns', (width) => {
    const remaining = snapshot({
      phase: 'backing off',
      pass: 3,
      uploads: counts({ selected: 30_000, gone: 28_850 }),
      remaining: { PartsRemain: 1_000, AccessDenied: 150 },
      requests: { list: 30, abort: 40_000, listParts: 40_000, throttled: 12 },
      pace: 12,
      waitsUntil: inSeconds(270),
      givesUpAt: inSeconds(86_300),
    });

    it('keeps why uploads remain, the next try and the deadline; the bar goes first', () => {
      const line = progressLine(remaining, { ...plain, width, since: NOW - 100_000 });

      expect(line).toMatch(/next in 4 min.*gives up in 23 h.*1,000 PartsRemain/);
      expect(line).not.toContain('[');
      expect(columnsOf(line)).toBeLessThanOrEqual(width);
    });

    it('leaves no room unused while a reason is cut off', () => {
      const line = progressLine(remaining, { ...plain, width });

      expect(line.includes('150 AccessDenied') || columnsOf(line) > width - 3).toBe(true);
    });

    it('shows the beginning of a trouble, and marks that it is cut off', () => {
      const message = 'ENOTFOUND on ListMultipartUploads of photos: the host is not found';
      const trouble = { kind: 'retrying', activity: 'listUploads', message, attempt: 4, nextAttemptAt: null } as const;

      const line = progressLine(snapshot(half, { trouble }), { ...plain, width, since: NOW });

      expect(line).toMatch(/attempt 4, trying now: listUploads: ENOTFOUND.*…$/);
    });

    it('shows for how long the job has been in trouble, and the beginning of why', () => {
      const message = 'ENOTFOUND on ListMultipartUploads of photos: the host is not found';
      const trouble = { kind: 'outage', type: 'S3Unavailable', message, since: inSeconds(-3_700) } as const;

      const line = progressLine(snapshot(half, { trouble }), { ...plain, width, since: NOW });

      expect(line).toMatch(/in trouble for 1 h 1 min: ENOTFOUND.*…$/);
      expect(columnsOf(line)).toBeLessThanOrEqual(width);
    });
  });

  it.each([10, 11, 30])('counts the columns of wide characters: %d', (width) => {
    const trouble = { kind: 'temporal-unreachable', message: '接続できません 🚧 サーバー' } as const;

    const line = progressLine(snapshot(null, { trouble }), { ...plain, width });

    expect(columnsOf(line)).toBeLessThanOrEqual(width);
    expect(columnsOf(line)).toBeGreaterThanOrEqual(width - 1);
  });

  it.each([20, 40, 60, 79])('never takes more than the %d columns there are', (width) => {
    const crowded = snapshot({ ...half, remaining: { PartsRemain: 12 }, givesUpAt: inSeconds(9) });
    expect(progressLine(crowded, { ...plain, width }).length).toBeLessThanOrEqual(width);
  });

  it('gives up its bar before its counts', () => {
    const line = progressLine(snapshot(half), { ...plain, width: 45 });
    expect(line).not.toContain('[');
    expect(line).toContain('1,000/2,000');
  });

  it('does not count its colours as columns', () => {
    const width = progressLine(snapshot(half), plain).length;
    const colored = progressLine(snapshot(half), { color: true, now: NOW, width });
    expect(colored).toContain('\u001b[');
    expect(stripVTControlCharacters(colored)).toBe(progressLine(snapshot(half), plain));
  });

  it('never lets a message move the cursor', () => {
    const trouble = {
      kind: 'retrying',
      activity: 'a',
      message: 'two\nlines \u001b[2J',
      attempt: 2,
      nextAttemptAt: null,
    } as const;
    expect(progressLine(snapshot(null, { trouble }), plain)).not.toMatch(/\p{Cc}/u);
  });
});

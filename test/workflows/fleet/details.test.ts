import { noUploads } from '../../../domain/counts.ts';
import type { FleetRow, FleetStatus } from '../../../workflows/fleet/contract.ts';
import { detailsOf, type FleetSubject } from '../../../workflows/fleet/details.ts';

const buckets = { total: 10, clean: 0, uploadsRemain: 0, alreadyRunning: 0, failed: 0, waiting: 10 };
const uploads = noUploads();

const status = (changes: Partial<FleetStatus> = {}): FleetStatus => ({
  phase: 'cleaning',
  paused: false,
  run: 1,
  buckets,
  running: [],
  latest: [],
  uploads,
  limits: { concurrency: 64, requestsPerSecond: null },
  requests: { list: 0, abort: 0, listParts: 0, throttled: 0 },
  startedAt: '2026-01-31T11:00:00.000Z',
  ...changes,
});

const subject = (changes: Partial<FleetSubject> = {}): FleetSubject => ({
  match: null,
  isDryRun: false,
  end: null,
  now: Date.parse('2026-01-31T12:00:00Z'),
  ...changes,
});

const failed = (bucket: string, message: string): FleetRow => ({
  ...{ bucket, connection: 'default', region: null, lifecycle: { abortsAfterDays: 'unknown' } },
  ...{ outcome: 'failed', uploads: null, measured: null, oldest: null },
  failure: { type: 'AccessDenied', message },
});

describe('the details of a fleet', () => {
  it.each<[string, Partial<FleetStatus>, Partial<FleetSubject>, RegExp]>([
    ['how many buckets there are', {}, {}, /^### Cleaning: 10 buckets/],
    [
      'which buckets are looked for',
      { phase: 'listing buckets' },
      { match: 'logs-*' },
      /^### Listing buckets: buckets like `logs-\*`/,
    ],
    ['a pause', { paused: true }, {}, /^### Paused.*\n\n.*`resume`/],
    [
      'progress as a bar',
      { buckets: { ...buckets, clean: 4, waiting: 5 }, running: ['a'] },
      {},
      /\*\*40 %\*\* of 10 buckets/,
    ],
    ['buckets by outcome', { buckets: { ...buckets, uploadsRemain: 2, waiting: 8 } }, {}, /uploads remain\s+\| 2 \|/],
    ['the uploads of all', { uploads: { ...uploads, selected: 5_000, gone: 4_000 } }, {}, /proven gone\s+\| 4,000 \|/],
    [
      'the children at work',
      { running: ['photos'] },
      {},
      /\[photos\]\(\/namespaces\/\{namespace\}\/workflows\/s3-cleanup%2Fphotos\)/,
    ],
    ['what stands in the way', { latest: [failed('photos', 'grant it')] }, {}, /\| failed\s+\| `grant it` \|/],
    ['a dry run', {}, { isDryRun: true }, /counts the uploads/],
    [
      'what could not be listed',
      {},
      { notListed: [{ connection: 'default', kind: 'directory', type: 'AccessDenied', message: 'no' }] },
      /directory buckets: `no`/,
    ],
    ['how it ended', { phase: 'done' }, { end: { how: 'uploads-remain' } }, /^### Uploads-remain/],
  ])('tell %s', (_, changes, about, expected) => {
    expect(detailsOf(status(changes), subject(about))).toMatch(expected);
  });

  it('say nothing of steering once the job has ended', () => {
    expect(detailsOf(status(), subject({ end: { how: 'clean' } }))).not.toMatch(/`pause`|`tune`/);
  });

  it('stay within a few KB whatever there is to tell', () => {
    const names = Array.from({ length: 100 }, (_, n) => `${n}`.padEnd(63, 'x'));
    const latest = names.map((name) => failed(name, 'ÿ|`\n'.repeat(300)));

    const details = detailsOf(status({ running: names, latest }), subject({ match: 'm'.repeat(63) }));

    expect(Buffer.byteLength(details)).toBeLessThan(12_000);
  });
});

import { cleanupId, emptyingId, fleetId, preparationId, rangeId } from '../../domain/job-id.ts';

const LONG = '€'.repeat(340);

describe('the ID of a job', () => {
  it.each([
    ['a cleanup', cleanupId({ bucket: 'photos' }), 's3-cleanup/photos'],
    ['a cleanup of a prefix', cleanupId({ bucket: 'photos', prefix: 'raw/' }), 's3-cleanup/photos/raw/'],
    ['a range of a cleanup', rangeId('s3-cleanup/photos', 'range-1'), 's3-cleanup/photos/range-1'],
    ['a preparation', preparationId('photos'), 's3-cleanup/photos/prepare'],
    ['an emptying', emptyingId('photos'), 's3-cleanup/photos/empty'],
    ['a fleet of a pattern', fleetId({ match: 'logs-*' }), 's3-cleanup/fleet:logs-*'],
    ['a fleet of names, in whatever order', fleetId({ buckets: ['b', 'a'] }), 's3-cleanup/fleet:a,b'],
  ])('says what it is about: %s', (_, id, expected) => {
    expect(id).toBe(expected);
  });

  it('tells a range of a prefix with a slash from that of the prefix without it', () => {
    expect(rangeId('s3-cleanup/photos/raw/', 'range-1')).toBe('s3-cleanup/photos/raw/:range-1');
    expect(rangeId('s3-cleanup/photos/raw', 'range-1')).toBe('s3-cleanup/photos/raw/range-1');
  });

  it('keeps to the bytes that Temporal takes, and tells long prefixes apart', () => {
    const prefixes = [LONG, `${LONG}a`];
    const [one, other] = prefixes.map((prefix) => cleanupId({ bucket: 'photos', prefix }));
    expect(Buffer.byteLength(one as string)).toBeLessThanOrEqual(1_000);
    expect(one).not.toBe(other);
    expect(one).not.toContain('\uFFFD');
  });

  it('ends in the first 16 digits of its SHA-256 where it would be too long: jobs that run know it so', () => {
    expect(cleanupId({ bucket: 'photos', prefix: LONG })).toBe(`s3-cleanup/photos/${'€'.repeat(294)}-517211e880bd5a04`);
    expect(fleetId({ match: 'x'.repeat(900) })).toBe(`s3-cleanup/fleet:${'x'.repeat(883)}-77b5bcd4e25c18e9`);
  });
});

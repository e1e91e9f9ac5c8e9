import fc from 'fast-check';
import { cleanupId, emptyingId, fleetId, preparationId, rangeId } from '../../domain/job-id.ts';
import { anyCharacter } from '../support/any-character.ts';

const LONG = '€'.repeat(340);

describe('the ID of a job', () => {
  it.each([
    ['a cleanup', cleanupId({ bucket: 'photos' }), 's3-cleanup/photos'],
    ['a cleanup of a prefix', cleanupId({ bucket: 'photos', prefix: 'raw/' }), 's3-cleanup/photos/raw/'],
    ['a range of a cleanup', rangeId('s3-cleanup/photos', 'range-1'), 's3-cleanup:range-1/photos'],
    ['a range of a prefix', rangeId('s3-cleanup/photos/raw/', 'range-1'), 's3-cleanup:range-1/photos/raw/'],
    ['a range of a job with an ID of its own', rangeId('nightly', 'range-1'), 's3-cleanup:range-1:nightly'],
    ['a preparation', preparationId('photos'), 's3-cleanup:prepare/photos'],
    ['an emptying', emptyingId('photos'), 's3-cleanup:empty/photos'],
    ['a fleet of a pattern', fleetId({ match: 'logs-*' }), 's3-cleanup:fleet/logs-*'],
    ['a fleet of names, in whatever order', fleetId({ buckets: ['b', 'a'] }), 's3-cleanup:fleet/a,b'],
  ])('says what it is about: %s', (_, id, expected) => {
    expect(id).toBe(expected);
  });

  it('ends in the first 16 digits of its SHA-256 where it would be too long', () => {
    expect(cleanupId({ bucket: 'photos', prefix: LONG })).toBe(`s3-cleanup/photos/${'€'.repeat(288)}-517211e880bd5a04`);
    expect(fleetId({ match: 'x'.repeat(900) })).toBe(`s3-cleanup:fleet/${'x'.repeat(866)}-b421e50514d39872`);
  });

  const bucket = fc.constantFrom('photos', 'prepare', 'fleet', 'range-1', 'a,b');

  /** Prefixes that look like other IDs, and those around the length from which on IDs are cut. */
  const prefix = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.constantFrom('prepare', 'empty', 'range-1', '/range-1', ':range-1', 'raw/', 'raw/:range-1', 'fleet:photos'),
    fc
      .tuple(fc.constantFrom('x', 'é', '€', '\ufffd', '\u{1f600}'), fc.integer({ min: 200, max: 1_024 }))
      .map(([unit, length]) => unit.repeat(length)),
  );
  const cleanup = fc.record({ bucket, prefix }, { requiredKeys: ['bucket'] }).map((job) => ({
    job: JSON.stringify(['cleanup', job.bucket, job.prefix]),
    id: cleanupId(job),
  }));
  const named = bucket.chain((name) =>
    fc.constantFrom(
      { job: `prepare ${name}`, id: preparationId(name) },
      { job: `empty ${name}`, id: emptyingId(name) },
      { job: `fleet ${name}`, id: fleetId({ match: name }) },
    ),
  );
  const ofTheCaller = fc.string({ unit: anyCharacter, minLength: 1, maxLength: 1_000 });
  const parent = fc.oneof(
    cleanup.map(({ id }) => id),
    ofTheCaller.map((id) => `x${id}`),
    fc.constantFrom('s3-cleanup', 's3-cleanupphotos', '/photos', ':photos', 'photos'),
  );
  const range = fc.tuple(parent, fc.integer({ min: 1, max: 99 })).map(([id, n]) => ({
    job: JSON.stringify(['range', id, n]),
    id: rangeId(id, `range-${n}`),
  }));
  const any = fc.oneof(cleanup, named, range);

  it('is no other job’s, and has no more bytes than Temporal takes', () => {
    fc.assert(
      fc.property(any, any, (one, other) => {
        expect(one.id === other.id).toBe(one.job === other.job);
        expect(Buffer.byteLength(one.id)).toBeLessThanOrEqual(900);
        expect(Buffer.from(one.id).toString()).toBe(one.id);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is no range’s that another prefix has, even one that is made of an ID', () => {
    fc.assert(
      fc.property(cleanup, fc.integer({ min: 1, max: 99 }), bucket, ({ id }, n, name) => {
        const ofRange = rangeId(id, `range-${n}`);
        expect(cleanupId({ bucket: name, prefix: ofRange })).not.toBe(ofRange);
        expect(rangeId(ofRange, `range-${n}`)).not.toBe(ofRange);
      }),
    );
  });
});

it('the ID of a cleanup of the whole bucket ends in its name', () => {
  expect(cleanupId({ bucket: 'photos' })).toBe('s3-cleanup/photos');
});

import type { PrefixMeasure } from '../../activities/contract.ts';
import { measuredOf, measureOf, mergeInitiators, mergeMeasures } from '../../domain/measures.ts';

const initiated = '2026-01-01T00:00:00Z';
const measure = (prefix: string, bytes = 1): PrefixMeasure => ({
  prefix,
  uploads: 1,
  parts: 1,
  bytes,
  oldest: initiated,
});
const many = (count: number, prefixOf: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => measure(prefixOf(n), count - n));
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** A key of 1,024 bytes: JSON spells each control character in six. */
const control = (n: number) => `${'\u0001'.repeat(1_015)}${n}/`;

describe('the measures of a job', () => {
  it('name the prefixes that hold most, and add up the rest', () => {
    const byPrefix = mergeMeasures(
      [],
      many(150, (n) => `${n}/`),
    );

    expect(byPrefix).toHaveLength(100);
    expect(byPrefix[0]).toMatchObject({ prefix: '0/', bytes: 150 });
    expect(byPrefix[99]).toMatchObject({ prefix: '(other prefixes)', uploads: 51 });
  });

  it('lose nothing, however often prefixes beyond the largest are added', () => {
    let byPrefix: PrefixMeasure[] = [];
    for (let round = 0; round < 20; round += 1)
      byPrefix = mergeMeasures(
        byPrefix,
        many(150, (n) => `${round}-${n}/`),
      );

    expect(measuredOf(byPrefix).parts).toBe(3_000);
    expect(byPrefix.filter(({ prefix }) => prefix === '(other prefixes)')).toHaveLength(1);
  });

  it('are all named where there are a hundred, and one more place is that of the others', () => {
    const named = (count: number) =>
      mergeMeasures(
        [],
        many(count, (n) => `${n}/`),
      );
    const again = mergeMeasures(named(101), []);

    expect(named(100).map(({ prefix }) => prefix)).not.toContain('(other prefixes)');
    expect(named(100)).toHaveLength(100);
    expect(named(101)[99]).toMatchObject({ prefix: '(other prefixes)', uploads: 2 });
    expect(again).toEqual(named(101));
  });

  it('come in the order of their bytes, then of their uploads', () => {
    const byPrefix = mergeMeasures([], [measure('a/'), measure('b/', 3), measure('c/', 1), measure('c/', 0)]);

    expect(byPrefix.map(({ prefix }) => prefix)).toEqual(['b/', 'c/', 'a/']);
  });

  it('know the earliest upload, whichever comes first', () => {
    const at = (oldest: string) => ({ ...measure('a/'), oldest });
    const [early, late] = [at('2026-01-01T00:00:00Z'), at('2026-01-01T00:00:01.000Z')];

    expect(mergeMeasures([early], [late])).toMatchObject([{ oldest: early.oldest }]);
    expect(mergeMeasures([late], [early])).toMatchObject([{ oldest: early.oldest }]);
  });

  it('fit a payload whatever the keys are made of', () => {
    const byPrefix = mergeMeasures([], many(100, control));

    expect(bytesOf(byPrefix)).toBeLessThan(110_000);
    expect(measuredOf(byPrefix).parts).toBe(100);
  });

  it('fit a payload when they are taken upload by upload', () => {
    const upload = (n: number) => ({ key: control(n), uploadId: '', initiated });
    const measures = Array.from({ length: 1_000 }, (_, n) => measureOf(upload(n), { parts: 1, bytes: 1 }));

    const byPrefix = mergeMeasures([], measures);

    expect(bytesOf(byPrefix)).toBeLessThan(110_000);
    expect(measuredOf(byPrefix).parts).toBe(1_000);
  });
});

describe('the initiators of a job', () => {
  it('are all named where there are a hundred, and one more place is that of the others', () => {
    const named = (count: number) =>
      mergeInitiators(
        [],
        Array.from({ length: count }, (_, n) => ({ id: `${n}`, uploads: 1 })),
      );
    const again = mergeInitiators(named(101), []);

    expect(named(100).map(({ id }) => id)).not.toContain('(others)');
    expect(named(101)[99]).toEqual({ id: '(others)', uploads: 2 });
    expect(again).toEqual(named(101));
  });

  it('name those of most uploads, and lose none, however often there are more', () => {
    let initiators = mergeInitiators([], []);
    for (let round = 0; round < 20; round += 1) {
      const found = Array.from({ length: 150 }, (_, n) => ({ id: `${round}-${n}`, uploads: 1 }));
      initiators = mergeInitiators(initiators, [...found, { id: 'me', uploads: 5 }]);
    }

    expect(initiators).toHaveLength(100);
    expect(initiators[0]).toEqual({ id: 'me', uploads: 100 });
    expect(initiators.reduce((sum, { uploads }) => sum + uploads, 0)).toBe(3_100);
  });
});

import { createSelection, earlierOf, instantOf, type Selection } from '../../domain/selection.ts';

const initiated = (instant: string) => ({ initiated: instant });

describe('the cut-off', () => {
  const { isOld } = createSelection({ initiatedBefore: '2026-01-01T00:00:00Z' });

  it.each([
    ['before it', '2025-12-31T23:59:59.999Z', true],
    ['at it', '2026-01-01T00:00:00Z', false],
    ['at it, told with milliseconds', '2026-01-01T00:00:00.000Z', false],
    ['after it', '2026-01-01T00:00:00.001Z', false],
    ['before it, in another time zone', '2026-01-01T01:00:00+02:00', true],
    ['after it, in another time zone', '2025-12-31T23:00:00-02:00', false],
    ['before it, in no time zone', '2025-12-31T23:59:59', true],
    ['nobody knows when', '', false],
    ['at what is no time', 'some day', false],
    ['on a day that does not exist', '2025-02-31T00:00:00Z', false],
    ['before Christ was', '0001-01-01T00:00:00Z', false],
    ['in 1970, as zero reads', '1970-01-01T00:00:00Z', false],
    ['the day before S3 began', '2006-03-13T23:59:59Z', false],
    ['on the day on which S3 began', '2006-03-14T00:00:00Z', true],
  ])('selects an upload initiated %s: %s, %s', (_, instant, expected) => {
    expect(isOld(initiated(instant))).toBe(expected);
  });

  it.each(['2999-01-01T00:00:00Z', '0001-01-01T00:00:00Z', ''])(
    'selects every upload where there is none: %j',
    (instant) => {
      expect(createSelection({}).isOld(initiated(instant))).toBe(true);
    },
  );

  it('selects nothing where it cannot be read', () => {
    expect(createSelection({ initiatedBefore: 'some day' }).isOld(initiated('2019-01-01T00:00:00Z'))).toBe(false);
  });
});

describe('the scope', () => {
  it.each<[Selection, string, boolean]>([
    [{}, 'anything', true],
    [{ prefix: 'logs/' }, 'logs/1', true],
    [{ prefix: 'logs/' }, 'logs', false],
    [{ prefix: '' }, 'logs', true],
    [{ after: 'b' }, 'b', false],
    [{ after: 'b' }, 'a', false],
    [{ after: 'b' }, 'b\u0000', true],
    [{ after: '' }, 'a', true],
    [{ through: 'd' }, 'd', true],
    [{ through: 'd' }, 'd\u0000', false],
    [{ after: 'b', through: 'd' }, 'c', true],
    [{ prefix: 'c', after: 'b', through: 'd' }, 'bc', false],
    // U+FFFF comes before an emoji in UTF-8, and behind it in UTF-16.
    [{ after: '\uffff' }, '\u{1f600}', true],
    [{ through: '\uffff' }, '\u{1f600}', false],
  ])('of %j has %j: %s', (selection, key, expected) => {
    expect(createSelection(selection).isInScope({ key })).toBe(expected);
  });
});

it('selects what is both in scope and old', () => {
  const { selects } = createSelection({ prefix: 'a', initiatedBefore: '2026-01-01T00:00:00Z' });
  const [old, young] = ['2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z'];

  const selected = [
    { key: 'a', initiated: old },
    { key: 'a', initiated: young },
    { key: 'b', initiated: old },
  ].filter(selects);

  expect(selected).toEqual([{ key: 'a', initiated: old }]);
});

describe('an instant', () => {
  it.each([
    ['2026-01-01T12:00:00Z', '2026-01-01T12:00:00.000Z'],
    ['2026-01-01T12:00:00', '2026-01-01T12:00:00.000Z'],
    ['2026-01-01 12:00:00', '2026-01-01T12:00:00.000Z'],
    ['2026-01-01T12:00:00.123456', '2026-01-01T12:00:00.123Z'],
    ['2026-01-01t12:00z', '2026-01-01T12:00:00.000Z'],
    ['2026-01-01T12:00:00+0200', '2026-01-01T10:00:00.000Z'],
    ['2026-01-01', '2026-01-01T00:00:00.000Z'],
    ['Thu, 01 Jan 2026 12:00:00 GMT', '2026-01-01T12:00:00.000Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ])('that says %s is %s, wherever the worker is', (text, expected) => {
    expect(new Date(instantOf(text)).toISOString()).toBe(expected);
  });

  it.each(['', 'soon', '1767225600', '2026-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01T25:00:00Z'])(
    'is not %j',
    (text) => {
      expect(instantOf(text)).toBeNaN();
    },
  );
});

it.each([
  ['2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '2025-01-01T00:00:00Z'],
  ['2026-01-01T00:00:00Z', '2025-01-01T00:00:00Z', '2025-01-01T00:00:00Z'],
  ['', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
  ['2026-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
  ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00Z'],
  ['', '', ''],
])('knows the earlier of %j and %j, and does not take an unknown instant for it', (one, other, earlier) => {
  expect(earlierOf(one, other)).toBe(earlier);
});

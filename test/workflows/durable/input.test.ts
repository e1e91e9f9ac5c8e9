import { instant } from '../../../workflows/durable/input.ts';

describe('an instant', () => {
  it.each([
    ['2026-02-28', '2026-02-28T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
    ['2026-12-31T23:59:59.999Z', '2026-12-31T23:59:59.999Z'],
    ['2026-03-01T00:30+01:00', '2026-02-28T23:30:00.000Z'],
    ['2026-02-28T23:30:00-0100', '2026-03-01T00:30:00.000Z'],
  ])('is %s', (given, expected) => {
    expect(instant('before', given)).toBe(expected);
  });

  it.each([
    '2026-02-29',
    '2026-02-31',
    '2026-02-31T12:00:00Z',
    '2026-04-31T00:00:00+02:00',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-01-31T24:00:00Z',
    '2026-01-31T12:60:00Z',
    '2026-01-31T12:00:00+25:00',
  ])('is refused where there is none in the calendar or on the clock: %s', (given) => {
    const refusal = { type: 'InvalidInput', message: expect.stringMatching(/a date that exists.*; it is "2026-/) };
    expect(() => instant('before', given)).toThrow(expect.objectContaining(refusal));
  });

  it.each(['', 'yesterday', '2026-1-1', '2026-01-31T00:00:00', '2026-01-31 00:00', 1_767_225_600_000, null, undefined])(
    'is refused without a form that has one meaning: %j',
    (given) => {
      expect(() => instant('before', given)).toThrow(expect.objectContaining({ details: [{ field: 'before' }] }));
    },
  );
});

import { createCutOff } from '../../domain/selection.ts';

const initiated = (instant: string) => ({ initiated: instant });

describe('the cut-off', () => {
  const isSelected = createCutOff('2026-01-01T00:00:00Z');

  it.each([
    ['before it', '2025-12-31T23:59:59.999Z', true],
    ['at it', '2026-01-01T00:00:00Z', false],
    ['at it, told with milliseconds', '2026-01-01T00:00:00.000Z', false],
    ['after it', '2026-01-01T00:00:00.001Z', false],
    ['before it, in another time zone', '2026-01-01T01:00:00+02:00', true],
    ['nobody knows when', 'some day', false],
  ])('selects an upload initiated %s: %s, %s', (_, instant, expected) => {
    expect(isSelected(initiated(instant))).toBe(expected);
  });

  it('selects every upload where there is none', () => {
    expect(createCutOff(undefined)(initiated('2999-01-01T00:00:00Z'))).toBe(true);
  });

  it('selects nothing where it cannot be read', () => {
    expect(createCutOff('some day')(initiated('1999-01-01T00:00:00Z'))).toBe(false);
  });
});

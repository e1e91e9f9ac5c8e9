import { type AbortRule, abortsAfter } from '../../../domain/s3/lifecycle.ts';

const rule = (days: number, changes: Partial<AbortRule> = {}): AbortRule => ({
  ...{ id: null, prefix: '', days, enabled: true, conditions: [] },
  ...changes,
});

describe('when the lifecycle rules of a bucket abort an upload', () => {
  it.each<[string, AbortRule[], ReturnType<typeof abortsAfter>]>([
    ['never, without a rule', [], { abortsAfterDays: null }],
    ['by the earliest of those for all keys', [rule(9), rule(7)], { abortsAfterDays: 7 }],
    ['not by a disabled rule', [rule(7, { enabled: false })], { abortsAfterDays: null }],
    ['not by a rule with a condition', [rule(7, { conditions: ['the tag a=b'] })], { abortsAfterDays: null }],
    [
      'by prefix, where that is earlier',
      [rule(7), rule(3, { prefix: 'a/' }), rule(5, { prefix: 'a/' }), rule(9, { prefix: 'b/' })],
      { abortsAfterDays: 7, prefixes: [{ prefix: 'a/', days: 3 }] },
    ],
    ['by prefix alone', [rule(9, { prefix: 'b/' })], { abortsAfterDays: null, prefixes: [{ prefix: 'b/', days: 9 }] }],
  ])('is told: %s', (_, rules, expected) => {
    expect(abortsAfter(rules)).toEqual(expected);
  });
});

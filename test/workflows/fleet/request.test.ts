import type { FleetInput } from '../../../workflows/fleet/contract.ts';
import { checkFleet } from '../../../workflows/fleet/request.ts';

const now = new Date('2026-02-01T00:00:00Z');
const all = { all: true } as const;

describe('the input of cleanupBuckets', () => {
  it.each([
    ['match', { match: '' }],
    ['match', { match: '{a,b' }],
    ['match', { match: 'a}{b' }],
    ['match', { match: 'a/b' }],
    ['match', { match: 'a!b' }],
    ['match', { match: [] }],
    ['match', { match: ['a', 1] }],
    ['match', { match: '{a,b}'.repeat(40) }],
    ['match', { match: 'a '.repeat(101) }],
    ['connections', { match: '*', connections: [] }],
    ['connections', { match: '*', connections: ['a', 'a'] }],
    ['connections', { match: '*', connections: ['a/b'] }],
    ['connections', { match: '*', connections: ['a'], connection: 'a' }],
    ['connections', { buckets: ['aaa'], connections: ['a', 'b'] }],
    ['buckets', { match: 'a*', buckets: ['aaa'] }],
    ['buckets', {}],
    ['buckets', { buckets: [] }],
    ['buckets', { buckets: ['aaa', 'aaa'] }],
    ['buckets', { buckets: Array.from({ length: 10_001 }, (_, n) => `bucket-${n}`) }],
    ['buckets[1]', { buckets: ['aaa', 'b b'] }],
    ['prefix', { buckets: ['aaa'], prefix: 'x/' }],
    ['parallelism', { buckets: ['aaa'], parallelism: 0 }],
    ['select', { buckets: ['aaa'], select: {} }],
    ['settle', { buckets: ['aaa'], settle: 'soon' }],
  ])('is refused for its %s', (field, input) => {
    const check = () => checkFleet({ select: all, ...input } as FleetInput, now);

    expect(check).toThrow(expect.objectContaining({ type: 'InvalidInput', details: [{ field }] }));
  });

  it.each([[['logs-*', '!logs-{a,b}']], ['logs-*  !logs-{a,b}']])(
    'takes patterns as a list or as a text: %j',
    (match) => {
      expect(checkFleet({ select: all, match }, now).match).toBe('logs-* !logs-{a,b}');
    },
  );

  it('fixes the cut-off for all buckets, however long they wait', () => {
    const request = checkFleet({ match: '*', select: { olderThan: '7d' } }, now);

    expect(request.cleanup.select).toEqual({ initiatedBefore: '2026-01-25T00:00:00.000Z' });
  });
});

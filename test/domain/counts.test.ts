import { added, addTo } from '../../domain/counts.ts';

describe('counts', () => {
  it('are added up by name, those that are new included', () => {
    const sums: Record<string, number> = { listed: 2 };
    addTo(sums, { listed: 3, gone: 1 });
    expect(sums).toEqual({ listed: 5, gone: 1 });
  });

  it('stay as they are where the sum is a new one', () => {
    const counts = { listed: 2 };
    expect(added(counts, { listed: 3 })).toEqual({ listed: 5 });
    expect(counts).toEqual({ listed: 2 });
  });
});

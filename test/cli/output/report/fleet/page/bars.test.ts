import { plotOf } from '../../../../../../cli/output/report/fleet/page/bars.ts';
import { countedRow, fleetReport, fleetRow } from '../../../../support/fleet-reports.ts';

const GIB = 2 ** 30;

describe('the plot of a fleet', () => {
  it('has a bar for each bucket with selected uploads, the longest first, in segments by age', () => {
    const plot = plotOf(
      fleetReport([countedRow('few', [1]), fleetRow('none'), countedRow('many', [0, 2, 0, 0, 0, 3])]),
    );

    expect(plot).toMatchObject({ of: 'bytes', by: 'age' });
    expect(plot.bars).toEqual([
      {
        name: 'many',
        value: 5 * GIB,
        uploads: 20,
        segments: [
          { age: '1-7d', value: 2 * GIB },
          { age: '>=365d', value: 3 * GIB },
        ],
      },
      { name: 'few', value: GIB, uploads: 4, segments: [{ age: '<1d', value: GIB }] },
    ]);
  });

  it('shows uploads where bytes were not measured', () => {
    const row = countedRow('a', [1], { measured: null, ages: [{ age: '<1d', uploads: 4 }] });

    const { of, bars } = plotOf(fleetReport([row], { measured: null }));

    expect(of).toBe('uploads');
    expect(bars).toMatchObject([{ value: 4, segments: [{ age: '<1d', value: 4 }] }]);
  });

  it.each([
    ['2026-06-01T01:00:00Z', '<1d'],
    ['2026-05-31T02:00:00Z', '1-7d'],
    ['2026-05-02T02:00:00Z', '30-90d'],
    ['2020-01-01T00:00:00Z', '>=365d'],
    [null, null],
  ])('shows of a cleanup the age of the oldest upload of each bucket: %s is %s', (oldest, age) => {
    const row = fleetRow('a', {
      uploads: { selected: 1, gone: 1, kept: 0 },
      measured: { parts: 1, bytes: 9 },
      oldest,
    });

    const { by, bars } = plotOf(fleetReport([row]));

    expect(by).toBe('oldest');
    expect(bars[0]?.segments).toEqual([{ age, value: 9 }]);
  });

  it('says of what no age is told that it is unknown, so that the bar is whole', () => {
    const row = countedRow('a', [1], { measured: { parts: 1, bytes: 3 * GIB } });

    const { bars } = plotOf(fleetReport([row]));

    expect(bars[0]?.segments).toEqual([
      { age: '<1d', value: GIB },
      { age: null, value: 2 * GIB },
    ]);
  });

  it('adds up the smallest of many buckets in one bar', () => {
    const rows = Array.from({ length: 40 }, (_, n) => countedRow(`b${n}`, [0, 40 - n]));

    const { bars } = plotOf(fleetReport(rows));

    expect(bars).toHaveLength(26);
    expect(bars.at(-1)).toEqual({
      name: '15 other buckets',
      value: 120 * GIB,
      uploads: 480,
      segments: [{ age: '1-7d', value: 120 * GIB }],
    });
  });
});

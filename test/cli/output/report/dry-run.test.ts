import type { TallyCell } from '../../../../activities/dry-run/contract.ts';
import { csv } from '../../../../cli/output/report/csv.ts';
import { type DryRunReport, dryRunCsv } from '../../../../cli/output/report/dry-run.ts';
import { renderReport } from '../../../../cli/output/report/report.ts';
import { counts, inSeconds, report } from '../../support/snapshots.ts';

const GIB = 2 ** 30;

function cell(given: Partial<TallyCell> = {}): TallyCell {
  return { verdict: 'selected', age: '30-90d', uploads: 1, parts: 2, bytes: GIB, oldest: inSeconds(-60), ...given };
}

function dryRun(prefixes: Record<string, TallyCell[]>, given: Partial<DryRunReport> = {}): DryRunReport {
  const byPrefix = Object.entries(prefixes).map(([prefix, cells]) => ({ prefix, cells }));
  const sums = { byPrefix, initiators: [], unmeasured: 0 };
  const measured = { parts: 0, bytes: 3 * GIB, byPrefix: [] };
  return { ...report({ outcome: 'dry-run', measured, ...given }), dryRun: { ...sums, ...given.dryRun } };
}

describe('a dry run for people', () => {
  it('adds up what would be freed by age and by prefix', () => {
    const old = cell({ age: '>=365d', uploads: 1_000, oldest: inSeconds(-99_999) });

    const text = renderReport(dryRun({ 'logs/': [cell(), old], '': [cell()] }));

    expect(text).toMatch(/30 to 90 days +2 +4 +2\.0 GiB/);
    expect(text).toMatch(/365 days or more +1,000 +2 +1\.0 GiB/);
    expect(text).toMatch(/logs\/ +1,001 +4 +2\.0 GiB/);
    expect(text).toMatch(/\(none\) +1 +2 +1\.0 GiB/);
    expect(text).toContain(inSeconds(-99_999));
  });

  it('tells what would be kept, and why', () => {
    const kept = [cell({ verdict: 'keptYoung', uploads: 50 }), cell({ verdict: 'keptActive', uploads: 3 })];

    const text = renderReport(dryRun({ 'logs/': kept }));

    expect(text).toMatch(/too young.* 50 /);
    expect(text).toMatch(/being written.* 3 /);
    expect(text).not.toContain('BY PREFIX');
  });

  it('has no sizes where it did not measure', () => {
    const { parts: _, bytes: __, ...unmeasured } = cell();

    const text = renderReport(dryRun({ 'logs/': [unmeasured] }, { measured: null }));

    expect(text).not.toMatch(/SIZE|bytes/);
    expect(text).toMatch(/logs\/ +1 /);
  });

  it('says how many uploads S3 would not let it measure', () => {
    const text = renderReport(dryRun({ a: [cell()] }, { dryRun: { byPrefix: [], initiators: [], unmeasured: 7 } }));

    expect(text).toMatch(/ListParts.* 7 /);
  });

  it('lets no prefix touch the terminal', () => {
    expect(renderReport(dryRun({ 'evil\u001b[2J/': [cell()] }))).not.toContain('\u001b');
  });
});

describe('a dry run as CSV', () => {
  it('has a row for each prefix, age and verdict', () => {
    const young = cell({ verdict: 'keptYoung', age: '<1d' });
    const { parts: _, bytes: __, ...unmeasured } = young;

    const lines = dryRunCsv(dryRun({ 'logs/': [cell(), unmeasured] }), false).split('\r\n');

    expect(lines).toEqual([
      'verdict,prefix,age,uploads,parts,bytes,oldest',
      `selected,logs/,30-90d,1,2,${GIB},${inSeconds(-60)}`,
      `keptYoung,logs/,<1d,1,,,${inSeconds(-60)}`,
      '',
    ]);
  });

  it.each([
    ['a comma', 'a,b', '"a,b"'],
    ['quotes', 'a"b"', '"a""b"""'],
    ['line ends', 'a\r\nb', '"a\r\nb"'],
    ['nothing special', 'a b;c', 'a b;c'],
  ])('quotes %s as RFC 4180 asks', (_, text, quoted) => {
    expect(csv([[text, 1]])).toBe(`${quoted},1\r\n`);
  });

  it('keeps the bytes of a prefix, but on a terminal', () => {
    const evil = dryRun({ 'evil\u001b[2J/': [cell()] });

    expect(dryRunCsv(evil, false)).toContain('\u001b[2J');
    expect(dryRunCsv(evil, true)).not.toContain('\u001b');
  });
});

describe('the price of what uploads hold', () => {
  const measured = { parts: 1, bytes: 1_000 * GIB, byPrefix: [] };

  it('is an estimate, at the price that was given', () => {
    const cost = { pricePerGibMonth: 0.023, estimatePerMonth: 23 };

    expect(renderReport(report({ measured }), cost)).toMatch(/Cost +about 23\.00 a month.*estimate.*0\.023/);
  });

  it('is not told unasked', () => {
    expect(renderReport(report({ measured, uploads: counts({ selected: 1 }) }))).not.toMatch(/Cost/);
  });
});

import { renderRemaining, renderReport } from '../../../../cli/output/report/report.ts';
import { counts, inSeconds, report } from '../../support/snapshots.ts';

describe('a report for people', () => {
  it('says how many uploads are gone, how many took several aborts and how many were kept', () => {
    const text = renderReport(report());
    expect(text).toMatch(/Gone +2,000 \(60 aborted more than once\)/);
    expect(text).toMatch(/Kept +50 too young/);
  });

  it('has a row for each prefix and each initiator', () => {
    const byPrefix = [{ prefix: 'raw/', uploads: 3, parts: 9, bytes: 5_368_709_120, oldest: inSeconds(-1) }];
    const measured = { parts: 9, bytes: 5_368_709_120, byPrefix };
    const text = renderReport(report({ measured, initiators: [{ id: 'arn:aws:iam::1:user/a', uploads: 3 }] }));
    expect(text).toMatch(/raw\/ +3 +9 +5\.0 GiB/);
    expect(text).toMatch(/user\/a +3$/m);
  });

  it('says of a dry run what would be aborted, and claims nothing gone', () => {
    const text = renderReport(report({ outcome: 'dry-run', uploads: counts({ listed: 7, selected: 7 }) }));
    expect(text).toMatch(/7 uploads/);
    expect(text).not.toMatch(/^ +Gone/m);
  });

  it('names what remains by reason and by upload, with keys that cannot harm the terminal', () => {
    const text = renderRemaining({
      report: { ...report(), outcome: 'uploads-remain' },
      remaining: { PartsRemain: 101, AccessDenied: 1 },
      uploads: [{ key: 'evil\u001b[2J\nkey', uploadId: 'ID-1', initiated: inSeconds(-5), reason: 'PartsRemain' }],
    });
    expect(text).toMatch(/PartsRemain +101\n +AccessDenied +1/);
    expect(text).toContain('ID-1');
    expect(text).toMatch(/101 more/);
    expect(text).not.toContain('\u001b');
  });
});

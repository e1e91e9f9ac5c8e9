import { renderRemaining, renderReport } from '../../../../cli/output/report/report.ts';
import { counts, inSeconds, report } from '../../support/snapshots.ts';

describe('a report for people', () => {
  it('says how many uploads are gone, how many took several aborts and how many were kept', () => {
    const text = renderReport(report());
    expect(text).toMatch(/Gone +2,000 \(60 aborted more than once\)/);
    expect(text).toMatch(/Kept +50 too young/);
  });

  it('names what was kept because it looks completed, and counts the others', () => {
    const upload = { key: 'films/a\u001b[2J', uploadId: 'u1', initiated: inSeconds(-1), reason: 'LooksCompleted' };
    const uploads = counts({ listed: 3, selected: 0, keptCompleted: 3 });
    const requests = { list: 2, abort: 0, listParts: 3, headObject: 3, throttled: 0 };
    const text = renderReport(report({ uploads, kept: [upload], requests }));
    expect(text).toMatch(/Kept +.*3 that look completed/);
    expect(text).toMatch(/Requests +2 list, 0 abort, 3 ListParts, 3 HeadObject/);
    expect(text).toMatch(/LooksCompleted +\S+ +films\/a\\u001b\[2J +u1/);
    expect(text).toMatch(/and 2 more/);
  });

  it('says where the record is, and how much there is of it', () => {
    const record = { at: 's3://audit/cleanup/photos/run/', objects: 2, lines: 2_000 };
    const requests = { list: 2, abort: 0, listParts: 3, putObject: 3, throttled: 0 };
    const text = renderReport(report({ record, requests }));
    expect(text).toMatch(/Record +s3:\/\/audit\/cleanup\/photos\/run\/ \(2,000 lines in 2 objects\)/);
    expect(text).toMatch(/Requests +2 list, 0 abort, 3 ListParts, 3 PutObject/);
    expect(renderReport(report())).not.toMatch(/^ +Record/m);
  });

  it('says who was told how the job ended, or why nobody was', () => {
    expect(renderReport(report({ notified: { receiver: 'ops', delivered: true } }))).toMatch(/Told +ops$/m);
    const problem = 'it answered HTTP 401';
    const text = renderReport(report({ notified: { receiver: 'ops', delivered: false, problem } }));
    expect(text).toMatch(/Told +nobody: it answered HTTP 401$/m);
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

  it('says what the S3 does in another way than AWS, and nothing where there is nothing', () => {
    expect(renderReport(report({ dialect: ['gone-is-no-such-key'] }))).toMatch(/an upload that is gone is NoSuchKey/);
    expect(renderReport(report())).not.toMatch(/DIFFERS/);
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

  it.each([80, 60])('breaks no name of a remaining upload that fits into a line of %d columns', (columns) => {
    const key = `raw/${'k'.repeat(50)}`;
    const uploadId = 'u'.repeat(60);

    const text = renderRemaining(
      {
        report: { ...report(), outcome: 'uploads-remain' },
        remaining: { PartsRemain: 1 },
        uploads: [{ key, uploadId, initiated: inSeconds(-5), reason: 'PartsRemain' }],
      },
      columns,
    );

    expect(text.split('\n')).toEqual(expect.arrayContaining([key, uploadId]));
  });
});

import { renderStatus } from '../../../cli/output/status.ts';
import { counts, NOW, snapshot } from '../support/snapshots.ts';

describe('a status for people', () => {
  it('counts what ranges hold among what is to be gone, and says that the listing goes on', () => {
    const uploads = counts({ listed: 500, selected: 500, gone: 200 });

    const text = renderStatus(snapshot({ uploads, ranges: 2, inRanges: 7_000, allListed: false }), NOW);

    expect(text).toMatch(/Gone +200 of about 7,500/);
    expect(text).toMatch(/Listed +500, /);
  });

  it('claims nothing gone in a dry run', () => {
    const text = renderStatus(snapshot({ dryRun: true, uploads: counts({ selected: 500 }) }), NOW);

    expect(text).toMatch(/Selected +500/);
    expect(text).not.toMatch(/Gone|Pace/);
  });
});

import type { TalliedUploads, Tally, TallyCell, Verdict } from '../../../activities/dry-run/contract.ts';
import { dryRun, talliedAs } from '../../../workflows/cleanup/dry-run.ts';
import { FIRST_DRY_RUN_POLICY, UPLOADS_POLICY } from '../../../workflows/durable/policies.ts';
import { openSteering } from '../../../workflows/durable/steering.ts';
import { showingTrouble } from '../../../workflows/durable/trouble/outage.ts';
import { jobOf } from '../support/job-of.ts';
import { OutsideTemporal } from '../support/outside-temporal.ts';
import { listedOf } from '../support/uploads.ts';

const cell = (verdict: Verdict, uploads: number, more: Partial<TallyCell> = {}): TallyCell => ({
  verdict,
  uploads,
  age: '<1d',
  oldest: '2026-01-05T00:00:00Z',
  ...more,
});
const tallyOf = (cells: TallyCell[], more: Partial<Tally> = {}): Tally => ({
  byPrefix: [{ prefix: 'a/', cells }],
  initiators: [],
  unmeasured: 0,
  ...more,
});

interface Given {
  answers: Array<Partial<TalliedUploads> & { tally: Tally }>;
  changes?: Parameters<typeof jobOf>[0];
  info?: Record<string, unknown>;
}

function run({ answers, changes, info }: Given) {
  const left = [...answers];
  const temporal = new OutsideTemporal(
    {
      tallyUploads: () => {
        const answer = left.shift();
        if (!answer) throw new Error('more is asked for than there is');
        return { requests: { list: 1 }, ...answer };
      },
    },
    info,
  );
  const job = jobOf({ ...changes, input: { dryRun: true, ...changes?.input } });
  return { temporal, job, work: temporal.end(dryRun(job)) };
}

const CELLS = [
  cell('selected', 5, { parts: 6, bytes: 7 }),
  cell('selected', 1, { parts: 1, bytes: 1, oldest: '2025-12-31T23:00:00-05:00' }),
  cell('selected', 1, { oldest: '2026-01-01T03:00:00Z' }),
  cell('keptYoung', 4),
  cell('keptActive', 3),
  cell('keptCompleted', 2),
];

describe('a dry run', () => {
  it('goes through the listing in activities: one page at first, then many', async () => {
    const tally = tallyOf([cell('selected', 5)]);
    const { temporal, job, work } = run({
      answers: [{ tally, next: { key: 'a/m' }, dialect: ['no-versions'] }, { tally }],
      changes: { input: { prefix: 'a/', idleFor: '1h', limits: { concurrency: 7 } } },
    });
    await work;

    const input = {
      target: { connection: 'default', bucket: 'photos' },
      prefix: 'a/',
      activeSince: '2026-01-31T23:00:00.000Z',
      startedAt: '2026-02-01T00:00:00.000Z',
      measure: true,
      limits: { concurrency: 7 },
    };
    expect(temporal.calls).toEqual([
      {
        type: 'tallyUploads',
        options: expect.objectContaining({ ...FIRST_DRY_RUN_POLICY, summary: 'add up uploads' }),
        input: { ...input, pages: 1 },
      },
      {
        type: 'tallyUploads',
        options: expect.objectContaining({
          ...showingTrouble({}, UPLOADS_POLICY),
          summary: 'add up uploads after a/m',
        }),
        input: { ...input, tally, marker: { key: 'a/m' }, pages: 1_000 },
      },
    ]);
    expect(job.state).toMatchObject({ pass: 1, requests: { list: 2 }, dialect: ['no-versions'] });
  });

  it.each([
    ['begins behind the key that its range begins behind', { after: 'k' }, { key: 'k' }],
    ['begins at the first key where its range has no beginning', { through: 'k' }, undefined],
  ])('%s', async (_, range, marker) => {
    const { temporal, work } = run({ answers: [{ tally: tallyOf([]) }], changes: { input: { range } } });
    await work;

    expect(temporal.asked('tallyUploads')).toMatchObject([{ ...range, pages: 1 }]);
    expect(temporal.asked('tallyUploads')[0]?.marker).toEqual(marker);
  });

  it('counts what would be aborted, and what kept and why', async () => {
    const initiators = [{ id: 'writer', uploads: 5 }];
    const completed = [listedOf('done')];
    const tally = tallyOf(CELLS, { initiators, completed });
    const { temporal, job, work } = run({ answers: [{ tally }] });
    await work;

    expect(job.state).toMatchObject({
      account: { selected: 7, gone: 0 },
      listing: { ended: true, keptYoung: 4, keptActive: 3, keptCompleted: 2, completed },
      tally,
      initiators,
    });
    expect(job.takenByThisRun).toBe(16);
    expect(temporal.counted).toEqual([['s3_cleanup_uploads_listed', 16, expect.anything()]]);
  });

  it('takes each answer for the sums of everything so far', async () => {
    const { temporal, job, work } = run({
      answers: [
        { tally: tallyOf([cell('selected', 2)]), next: { key: 'k' } },
        { tally: tallyOf([cell('selected', 5)]) },
      ],
    });
    await work;

    expect(job.state.account.selected).toBe(5);
    expect(job.takenByThisRun).toBe(5);
    expect(temporal.counted.map(([, value]) => value)).toEqual([2, 3]);
  });

  it('adds up what the selected uploads of a prefix hold, and since when', async () => {
    const tally: Tally = {
      ...tallyOf(CELLS),
      byPrefix: [
        { prefix: 'a/', cells: CELLS },
        { prefix: 'b/', cells: [cell('keptYoung', 9)] },
      ],
    };
    const { job, work } = run({ answers: [{ tally }] });
    await work;

    expect(job.state.byPrefix).toEqual([
      // The earliest, by time and not by how it is written.
      { prefix: 'a/', uploads: 7, parts: 7, bytes: 8, oldest: '2026-01-01T03:00:00Z' },
    ]);
  });

  it('adds up nothing where nobody wants to know', async () => {
    const changes = { input: { measure: false } };
    const { temporal, job, work } = run({ answers: [{ tally: tallyOf(CELLS) }], changes });
    await work;

    expect(job.state.byPrefix).toEqual([]);
    expect(temporal.asked('tallyUploads')[0]?.measure).toBe(false);
  });

  it('shows how far it is after each answer', async () => {
    const shown: number[] = [];
    const temporal = new OutsideTemporal({
      tallyUploads: ({ marker }) => ({
        tally: tallyOf([cell('selected', marker ? 2 : 1)]),
        requests: { list: 1 },
        ...(!marker && { next: { key: 'k' } }),
      }),
    });
    const job = jobOf({ input: { dryRun: true } });
    Object.assign(job, { steering: openSteering(job.state, () => shown.push(job.state.account.selected)) });
    await temporal.end(dryRun(job));

    expect(shown).toEqual([1, 2]);
  });

  it('goes on in a new run where it has added up as much as one takes on', async () => {
    const { temporal, work } = run({
      answers: [{ tally: tallyOf([cell('selected', 3)]), next: { key: 'k' } }],
      changes: { input: { limits: { uploadsPerRun: 3 } } },
    });

    await expect(work).rejects.toThrow();
    expect(temporal.continuedWith).toMatchObject({ resume: { run: 2, pass: 1, listing: { marker: { key: 'k' } } } });
  });
});

describe('a dry run of which nothing could be looked into', () => {
  const refused = (cells: TallyCell[], more: Partial<Tally> = {}) => {
    const inspected = cells.reduce((sum, { uploads }) => sum + uploads, 0);
    return tallyOf(cells, { unmeasured: inspected, reasons: ['AccessDenied'], ...more });
  };
  const some = [cell('selected', 3), cell('keptActive', 2), cell('keptCompleted', 1)];

  it('fails at its end, and says what to grant', async () => {
    await expect(run({ answers: [{ tally: refused(some) }] }).work).rejects.toMatchObject({
      type: 'AccessDenied',
      message: expect.stringMatching(/all 6 uploads tried/),
    });
  });

  it('fails with what went wrong otherwise', async () => {
    const unnamed = { ...refused(some) };
    delete unnamed.reasons;

    await expect(run({ answers: [{ tally: refused(some, { reasons: ['SlowDown'] }) }] }).work).rejects.toMatchObject({
      type: 'S3Unavailable',
      message: expect.stringMatching(/went wrong: SlowDown\./),
    });
    await expect(run({ answers: [{ tally: unnamed }] }).work).rejects.toMatchObject({
      message: expect.not.stringMatching(/Stryker|undefined/),
    });
  });

  it.each([
    ['fewer than 10,000 were tried: the rest is waited for', 9_999, 2],
    ['10,000 were tried: the others are not', 10_000, 1],
  ])('where %s', async (_, uploads, asked) => {
    const tally = refused([cell('selected', uploads)]);
    const { temporal, work } = run({ answers: [{ tally, next: { key: 'k' } }, { tally }] });

    await expect(work).rejects.toMatchObject({ type: 'AccessDenied' });
    expect(temporal.calls).toHaveLength(asked);
  });

  it.each([
    ['one of them could', tallyOf(some, { unmeasured: 5, reasons: ['AccessDenied'] })],
    ['there was nothing to look into', tallyOf([cell('keptYoung', 3)])],
  ])('does not fail where %s', async (_, tally) => {
    const { job, work } = run({ answers: [{ tally }] });
    await work;

    expect(job.state.listing.ended).toBe(true);
  });
});

it('the sums of a verdict are those of all prefixes', () => {
  const { byPrefix } = tallyOf(CELLS);

  expect(talliedAs('selected', tallyOf([], { byPrefix: [...byPrefix, ...byPrefix] }))).toBe(14);
});

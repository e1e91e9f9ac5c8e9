import { ApplicationFailure } from '@temporalio/common';
import type { Marker, UploadPage } from '../../../activities/contract.ts';
import type { AbortedUpload } from '../../../workflows/cleanup/contract.ts';
import { cleanNextStretch } from '../../../workflows/cleanup/segment.ts';
import { PAGES_BEFORE_DRAINING } from '../../../workflows/durable/policies.ts';
import { openSteering } from '../../../workflows/durable/steering.ts';
import { jobOf } from '../support/job-of.ts';
import { OutsideTemporal, type StandIns } from '../support/outside-temporal.ts';
import { keysOf, pageOf, uploadOf } from '../support/uploads.ts';

const past = '2026-02-01T00:00:00.000Z';
const INVALID_MARKER = ApplicationFailure.create({ type: 'InvalidMarker', nonRetryable: true });

interface Given {
  /** What is listed, one after the other; undefined: S3 refuses the marker. */
  pages: Array<UploadPage | undefined>;
  first?: UploadPage;
  changes?: Parameters<typeof jobOf>[0];
  standIns?: StandIns;
  info?: Record<string, unknown>;
}

/** A stretch of these pages, where S3 accepts each abort and everything is gone. */
async function clean({ pages, first, changes = {}, standIns, info }: Given) {
  const left = [...pages];
  const temporal = new OutsideTemporal(
    {
      listUploads: () => {
        const page = left.shift();
        if (!page) throw INVALID_MARKER;
        return page;
      },
      abortUploads: () => ({ alreadyGone: 0, problems: [], requests: {} }),
      verifyUploads: () => ({ remaining: [], requests: {} }),
      inspectUploads: () => ({ active: [], byPrefix: [], problems: [], requests: {} }),
      ...standIns,
    },
    info,
  );
  const job = jobOf({ ...changes, state: { pass: 1, ...changes.state } });
  await temporal.end(cleanNextStretch(job, first));
  return { temporal, job };
}

const abortedIn = (temporal: OutsideTemporal) => temporal.asked('abortUploads').map(({ uploads }) => keysOf(uploads));
const listedFrom = (temporal: OutsideTemporal) => temporal.asked('listUploads').map(({ marker }) => marker);
const next = (key: string): { next: Marker } => ({ next: { key } });

describe('a stretch of the listing', () => {
  it('is listed to its end, and each page is aborted and proven gone', async () => {
    const { temporal, job } = await clean({ pages: [pageOf(['a', 'b'], next('b')), pageOf(['c'])] });

    expect(listedFrom(temporal)).toEqual([undefined, { key: 'b' }]);
    expect(abortedIn(temporal)).toEqual([['a', 'b'], ['c']]);
    expect(
      temporal
        .asked('verifyUploads')
        .flatMap(({ uploads }) => keysOf(uploads))
        .sort(),
    ).toEqual(['a', 'b', 'c']);
    expect(job.state).toMatchObject({ account: { selected: 3, gone: 3 }, listing: { ended: true, found: 3 } });
    expect(job).toMatchObject({ inHand: 0, takenByThisRun: 3 });
  });

  it('goes on where the job stands', async () => {
    const { temporal } = await clean({ pages: [pageOf([])], changes: { listing: { marker: { key: 'm' } } } });

    expect(listedFrom(temporal)).toEqual([{ key: 'm' }]);
  });

  it('is told to the activities by its pages: history has named what is in them', async () => {
    const pages = [pageOf(['a', 'b'], { ...next('b'), digest: 'one' }), pageOf(['b', 'c'], { digest: 'two' })];
    const { temporal } = await clean({ pages, changes: { input: { measure: true } } });
    const [first, second] = [
      { page: 'one', at: '0-1' },
      { page: 'two', at: '1' },
    ];

    for (const activity of ['inspectUploads', 'abortUploads'] as const) {
      expect(temporal.asked(activity).map(({ uploads }) => uploads)).toEqual([[first], [second]]);
    }
    expect(temporal.asked('verifyUploads').map(({ uploads }) => uploads)).toEqual([[first, second]]);
  });

  it('tells each activity what the ones before told of the paces of their workers', async () => {
    const pace = { worker: 'one', told: 1, perSecond: 250 };
    const { temporal } = await clean({
      pages: [pageOf(['a'])],
      standIns: { abortUploads: () => ({ alreadyGone: 0, problems: [], requests: {}, pace }) },
    });

    expect(temporal.asked('abortUploads')[0]?.limits).toEqual({ concurrency: 64 });
    expect(temporal.asked('verifyUploads')[0]?.limits).toEqual({ concurrency: 64, paces: [pace] });
  });

  it('begins with a page that is known already', async () => {
    const { temporal } = await clean({ first: pageOf(['a'], next('a')), pages: [pageOf(['b'])] });

    expect(listedFrom(temporal)).toEqual([{ key: 'a' }]);
    expect(abortedIn(temporal)).toEqual([['a'], ['b']]);
  });

  it('is listed one page ahead: S3 may refuse a marker whose upload is aborted', async () => {
    const { temporal } = await clean({ pages: [pageOf(['a'], next('a')), pageOf(['b'], next('b')), pageOf(['c'])] });
    const types = temporal.calls.map(({ type }) => type);

    expect(types.slice(0, 2)).toEqual(['listUploads', 'listUploads']);
  });

  it('counts what it lists in the metrics: what is young as well', async () => {
    const { temporal } = await clean({ pages: [pageOf(['a'], { keptYoung: 4 })] });

    expect(temporal.counted).toContainEqual(['s3_cleanup_uploads_listed', 5, expect.anything()]);
  });

  it('that shows nothing asks for nothing more', async () => {
    const { temporal, job } = await clean({ pages: [pageOf([])] });

    expect(temporal.calls.map(({ type }) => type)).toEqual(['listUploads']);
    expect(temporal.waits).toEqual([]);
    expect(job.state.listing).toMatchObject({ ended: true, isUntouched: true });
  });

  it('that shows an upload twice takes it once', async () => {
    const { temporal, job } = await clean({ pages: [pageOf(['a', 'b'], next('b')), pageOf(['b', 'c'])] });

    expect(abortedIn(temporal)).toEqual([['a', 'b'], ['c']]);
    expect(job.state.account.selected).toBe(3);
  });

  it('counts who initiated what it aborts', async () => {
    const initiators = [
      { id: 'one', uploads: 1, at: [0] },
      { id: 'two', uploads: 2, at: [1, 2] },
    ];
    const { job } = await clean({
      pages: [pageOf(['a', 'b', 'c'], { initiators })],
      standIns: { abortUploads: () => ({ alreadyGone: 0, problems: [], requests: {}, active: [1] }) },
    });

    expect(job.state.initiators).toEqual([
      { id: 'one', uploads: 1 },
      { id: 'two', uploads: 1 },
    ]);
  });

  it('does not count once more who initiated what is back', async () => {
    const initiators = [{ id: 'one', uploads: 2 }];
    const { job } = await clean({ pages: [pageOf(['a', 'b'], { initiators })], changes: { state: { pass: 2 } } });

    expect(job.state.initiators).toEqual([]);
  });

  it('is measured before it is aborted, where that is wanted', async () => {
    const { temporal } = await clean({ pages: [pageOf(['a'])], changes: { input: { measure: true } } });

    expect(temporal.calls.map(({ type }) => type)).toEqual([
      'listUploads',
      'inspectUploads',
      'abortUploads',
      'verifyUploads',
    ]);
  });

  it('proves nothing of what is kept', async () => {
    const { temporal, job } = await clean({
      pages: [pageOf(['a', 'b', 'c'])],
      standIns: { abortUploads: () => ({ alreadyGone: 0, problems: [], requests: {}, active: [0], completed: [1] }) },
    });

    expect(temporal.asked('verifyUploads').map(({ uploads }) => keysOf(uploads))).toEqual([['c']]);
    expect(job.state.listing).toMatchObject({ ended: true, keptActive: 1, keptCompleted: 1 });
  });
});

describe('what remains from before', () => {
  const remaining: AbortedUpload[] = [uploadOf('r', { aborts: 1, reason: 'PartsRemain' })];

  it('is aborted along with a stretch, and proven with it', async () => {
    const { temporal, job } = await clean({ pages: [pageOf(['a'])], changes: { state: { remaining } } });

    expect(abortedIn(temporal).sort()).toEqual([['a'], ['r']]);
    expect(job.state).toMatchObject({ remaining: [], account: { gone: 2 } });
    expect(job.takenByThisRun).toBe(1);
  });

  it('is not taken a second time where the stretch shows it', async () => {
    const { temporal, job } = await clean({ pages: [pageOf(['a', 'r'])], changes: { state: { remaining } } });

    expect(abortedIn(temporal).sort()).toEqual([['a'], ['r']]);
    expect(job.state.listing.found).toBe(1);
  });

  it('is left, and not taken from the listing either, when the time to give up has come', async () => {
    const changes = { state: { remaining, givesUpAt: past } };
    const { temporal, job } = await clean({ pages: [pageOf(['a', 'r'])], changes });

    expect(abortedIn(temporal)).toEqual([['a']]);
    expect(job.state.remaining).toEqual(remaining);
  });
});

describe('a stretch ends', () => {
  it('where the run has taken on as much as it may', async () => {
    const { temporal, job } = await clean({
      pages: [pageOf(['a'], next('a')), pageOf(['b', 'c'], next('c')), pageOf(['d'])],
      changes: { input: { limits: { uploadsPerRun: 3 } } },
    });

    expect(listedFrom(temporal)).toHaveLength(2);
    expect(job.state.listing).toMatchObject({ ended: false, marker: { key: 'c' } });
    expect(job.takenByThisRun).toBe(3);
  });

  it('and what the run took on in earlier stretches counts', async () => {
    const { temporal } = await clean({
      pages: [pageOf(['a'], next('a')), pageOf(['b'])],
      changes: { takenByThisRun: 2, input: { limits: { uploadsPerRun: 3 } } },
    });

    expect(listedFrom(temporal)).toHaveLength(1);
  });

  it('where the server suggests a new run', async () => {
    const { temporal } = await clean({
      pages: [pageOf(['a'], next('a')), pageOf(['b'])],
      info: { continueAsNewSuggested: true },
    });

    expect(listedFrom(temporal)).toHaveLength(1);
  });

  it('after so many pages: they fill history, though they show nothing', async () => {
    const pages = Array.from({ length: PAGES_BEFORE_DRAINING + 9 }, (_, n) => pageOf([], next(`k${n}`)));
    const { temporal, job } = await clean({ pages });

    expect(listedFrom(temporal)).toHaveLength(PAGES_BEFORE_DRAINING + 1);
    expect(job.state.listing).toMatchObject({ ended: false, marker: { key: `k${PAGES_BEFORE_DRAINING}` } });
  });

  it('where S3 refuses the marker of the next page; what was listed is cleaned', async () => {
    const { temporal, job } = await clean({ pages: [pageOf(['a'], next('a')), pageOf(['b'], next('b')), undefined] });

    expect(abortedIn(temporal)).toEqual([['a'], ['b']]);
    expect(job.state.listing).toMatchObject({ ended: false, marker: { key: 'a' } });
  });

  it('before it has begun where S3 refuses the marker of the job', async () => {
    const { job } = await clean({ pages: [undefined], changes: { listing: { marker: { key: 'm', uploadId: 'u' } } } });

    expect(job.state.listing).toMatchObject({ ended: false, refusals: 1 });
    expect(job.state.listing).not.toHaveProperty('marker');
  });

  it('when what is under way has ended, where a listing fails', async () => {
    const temporal = new OutsideTemporal({
      listUploads: () => {
        throw ApplicationFailure.create({ type: 'AccessDenied', nonRetryable: true });
      },
      abortUploads: () => ({ alreadyGone: 0, problems: [], requests: {} }),
    });
    const remaining = [uploadOf('r', { aborts: 1 })];
    const work = temporal.end(cleanNextStretch(jobOf({ state: { remaining } })));

    await expect(work).rejects.toMatchObject({ type: 'AccessDenied' });
    expect(abortedIn(temporal)).toEqual([['r']]);
  });

  it('with the failure of an abort', async () => {
    const abortUploads = () => {
      throw ApplicationFailure.create({ type: 'WrongBucketOwner', nonRetryable: true });
    };

    await expect(clean({ pages: [pageOf(['a'])], standIns: { abortUploads } })).rejects.toMatchObject({
      type: 'WrongBucketOwner',
    });
  });
});

describe('a stretch that does not advance', () => {
  /** Its page stands inside a key, and what it shows is gone before S3 is asked to go on there. */
  const inside = { next: { key: 'a', uploadId: 'id of a' } };
  const denied: StandIns = {
    verifyUploads: () => ({ remaining: [{ index: 0, reason: 'AccessDenied' }], requests: {} }),
  };
  const lists = (changes: Given['changes'], standIns?: StandIns) =>
    clean({ pages: [pageOf(['a'], inside), undefined], ...(changes && { changes }), ...(standIns && { standIns }) });

  it('is no standstill where something was found or proven', async () => {
    expect((await lists({ listing: { standstills: 1 } })).job.state.listing.standstills).toBe(0);
  });

  it('is none where something was found, though nothing of it is proven', async () => {
    const { job } = await lists({ listing: { standstills: 1 } }, denied);

    expect(job.state).toMatchObject({ account: { gone: 0 }, listing: { standstills: 0 } });
  });

  it('is none where something was proven that was found before', async () => {
    const remaining = [uploadOf('a', { aborts: 1 })];

    expect((await lists({ state: { remaining }, listing: { standstills: 1 } })).job.state.listing.standstills).toBe(0);
  });

  it('is one where nothing was', async () => {
    const remaining = [uploadOf('a', { aborts: 1 })];
    const { job } = await lists({ state: { remaining }, listing: { standstills: 1 } }, denied);

    expect(job.state.listing.standstills).toBe(2);
  });

  it('is one where the time to give up has come: what comes back for ever is proven for ever', async () => {
    const account = { selected: 1, gone: 1, unproven: 0, reaborted: 0, alreadyGone: 0 };
    const counted = { selected: 1, gone: 1 };
    const listsAgain = async (givesUpAt: string | null) =>
      (await lists({ state: { account, givesUpAt, pass: 2 }, listing: { standstills: 1 } })).job.state;

    expect(await listsAgain(past)).toMatchObject({ account: counted, listing: { standstills: 2 } });
    expect(await listsAgain(null)).toMatchObject({ account: counted, listing: { standstills: 0 } });
  });

  it('is one where the time to give up has come: who writes for ever is found for ever', async () => {
    const finds = async (givesUpAt: string | null) =>
      (await lists({ state: { givesUpAt }, listing: { standstills: 1 } }, denied)).job.state;

    expect(await finds(past)).toMatchObject({ account: { selected: 1 }, listing: { standstills: 2 } });
    expect(await finds(null)).toMatchObject({ account: { selected: 1 }, listing: { standstills: 0 } });
  });
});

describe('while the job is paused', () => {
  it('no page is begun, neither of a stretch nor of what remains', async () => {
    const temporal = new OutsideTemporal({
      abortUploads: () => ({ alreadyGone: 0, problems: [], requests: {} }),
      verifyUploads: () => ({ remaining: [], requests: {} }),
    });
    const job = jobOf({ state: { pass: 1, paused: true, remaining: [uploadOf('r', { aborts: 1 })] } });
    let shown = 0;
    Object.assign(job, {
      steering: openSteering(job.state, () => {
        shown += 1;
      }),
    });
    const work = temporal.end(cleanNextStretch(job, pageOf(['a'])));
    for (let turn = 0; turn < 8; turn += 1) await new Promise((done) => setImmediate(done));
    // A page that is begun shows that it is.
    expect(shown).toBe(0);
    job.state.paused = false;
    await work;

    expect(abortedIn(temporal).sort()).toEqual([['a'], ['r']]);
  });
});

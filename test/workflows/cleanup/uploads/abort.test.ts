import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import type { AbortedUploads } from '../../../../activities/contract.ts';
import { openJob } from '../../../../workflows/cleanup/job.ts';
import { abortAgain, abortPage } from '../../../../workflows/cleanup/uploads/abort.ts';
import { place } from '../../../../workflows/cleanup/uploads/listed.ts';
import { UPLOADS_POLICY } from '../../../../workflows/durable/policies.ts';
import { showingTrouble } from '../../../../workflows/durable/trouble/outage.ts';
import { jobOf } from '../../support/job-of.ts';
import { OutsideTemporal, type StandIns } from '../../support/outside-temporal.ts';
import { listedOf, pageOf, uploadOf } from '../../support/uploads.ts';

const answerOf = (more: Partial<AbortedUploads> = {}): AbortedUploads => ({
  alreadyGone: 0,
  problems: [],
  requests: {},
  ...more,
});
type Changes = Parameters<typeof jobOf>[0];

/** Aborts these uploads of a job once, and S3 answers so. */
async function abort(keys: string[], answer: Partial<AbortedUploads> = {}, changes: Changes = {}) {
  const uploads = keys.map((key) => uploadOf(key));
  return await abortThese(uploads, { abortUploads: () => answerOf(answer) }, changes);
}

async function abortThese(uploads: ReturnType<typeof uploadOf>[], standIns: StandIns, changes: Changes = {}) {
  const temporal = new OutsideTemporal(standIns);
  const account = { selected: uploads.length, gone: 0, unproven: 0, reaborted: 0, alreadyGone: 0 };
  const job = jobOf({ inHand: uploads.length, ...changes, state: { account, ...changes?.state } });
  const kept = await temporal.end(abortPage(job, uploads));
  return { temporal, job, uploads, kept };
}

describe('an abort of a page', () => {
  it('is asked of one activity, which is told the place, the selection and the limits', async () => {
    const { temporal } = await abort(['a', 'b'], {}, { input: { prefix: 'x', limits: { concurrency: 7 } } });

    expect(temporal.calls).toEqual([
      {
        type: 'abortUploads',
        options: expect.objectContaining({ ...showingTrouble({}, UPLOADS_POLICY), summary: 'abort 2 uploads, a … b' }),
        input: {
          target: { connection: 'default', bucket: 'photos' },
          uploads: [listedOf('a'), listedOf('b')],
          selection: { prefix: 'x' },
          limits: { concurrency: 7 },
        },
      },
    ]);
  });

  it('tells what keeps an upload: since when it is active, and whether it looks completed', async () => {
    const { temporal } = await abort(['a'], {}, { input: { idleFor: '1h', keepCompleted: 'always' } });

    expect(temporal.asked('abortUploads')[0]).toMatchObject({
      activeSince: '2026-01-31T23:00:00.000Z',
      keepCompleted: 'always',
    });
  });

  it('asks, for a record, which uploads were gone already, and notes it', async () => {
    const state = { record: { at: 'folder:photos/run/', objects: 0, lines: 0 } };
    const { temporal, uploads } = await abort(['a', 'b'], { alreadyGone: 1, goneAt: [1] }, { state });

    expect(temporal.asked('abortUploads')[0]).toMatchObject({ tellsGone: true });
    expect(uploads.map(({ isAlreadyGone = false }) => isAlreadyGone)).toEqual([false, true]);
  });

  it('notes what S3 accepted, with the requests and quirks that it took', async () => {
    const answer = { requests: { abort: 2 }, dialect: ['no-versions'] };
    const { job, temporal, kept, uploads } = await abort(['a', 'b'], answer);

    expect(uploads.map(({ aborts }) => aborts)).toEqual([1, 1]);
    expect(job.state).toMatchObject({ requests: { abort: 2 }, dialect: ['no-versions'] });
    expect(temporal.counted).toEqual([['s3_cleanup_uploads_aborted', 2, expect.anything()]]);
    expect(kept.size).toBe(0);
  });

  it('counts as aborted again what it aborts for the second time', async () => {
    const uploads = [uploadOf('a', { aborts: 1 }), uploadOf('b')];
    const { job, temporal } = await abortThese(uploads, { abortUploads: () => answerOf() });

    expect(job.state.account.reaborted).toBe(1);
    expect(temporal.counted).toEqual([
      ['s3_cleanup_uploads_reaborted', 1, expect.anything()],
      ['s3_cleanup_uploads_aborted', 2, expect.anything()],
    ]);
  });

  it('notes in an upload why S3 refused it, or the request before it', async () => {
    const problems = [
      { index: 0, reason: 'AccessDenied' },
      { index: 2, reason: 'SlowDown', operation: 'HeadObject' },
      { index: 9, reason: 'of no upload' },
    ];
    const { temporal, uploads } = await abort(['a', 'b', 'c'], { problems });

    expect(uploads.map(({ reason, aborts }) => [reason, aborts])).toEqual([
      ['AbortMultipartUpload: AccessDenied', 0],
      ['', 1],
      ['HeadObject: SlowDown', 0],
    ]);
    expect(temporal.counted).toEqual([['s3_cleanup_uploads_aborted', 1, expect.anything()]]);
  });

  it('answers what is kept, and why; that is not selected, and not in hand', async () => {
    const answer = { active: [0], completed: [2], unknown: ['AccessDenied'] };
    const { job, kept, uploads } = await abort(['a', 'b', 'c'], answer, { listing: { found: 3 } });
    const [a, b, c] = uploads;

    expect([...kept]).toEqual([
      [a, 'active'],
      [c, 'completed'],
    ]);
    expect(b?.aborts).toBe(1);
    expect(job.inHand).toBe(1);
    expect(job.state.account.selected).toBe(1);
    expect(job.state.listing).toMatchObject({
      found: 1,
      notLookedInto: { AccessDenied: 1 },
      completed: [listedOf('c')],
    });
  });

  it('takes no position for an upload that is not in the page', async () => {
    const { job, kept } = await abort(['a'], { active: [7], completed: [8] });

    expect(kept.size).toBe(0);
    expect(job.state.account.selected).toBe(1);
  });
});

describe('what was gone before the first abort', () => {
  it('is counted at the first abort', async () => {
    const { job } = await abort(['a', 'b'], { alreadyGone: 2 });

    expect(job.state.account.alreadyGone).toBe(2);
  });

  it('is not counted where one of the page was aborted before: its own abort may be why', async () => {
    const uploads = [uploadOf('a'), uploadOf('b', { aborts: 1 })];
    const { job } = await abortThese(uploads, { abortUploads: () => answerOf({ alreadyGone: 1 }) });

    expect(job.state.account.alreadyGone).toBe(0);
  });

  it('is not counted where an activity ended without an answer: that may have aborted it', async () => {
    let tries = 0;
    const temporal = new OutsideTemporal({
      abortUploads: () => {
        tries += 1;
        if (tries === 1) throw new Error('lost');
        return answerOf({ alreadyGone: 1 });
      },
    });
    const job = jobOf({ inHand: 1 });
    Object.assign(job.steering, { doubts: async () => true });
    await temporal.end(abortPage(job, [uploadOf('a')]));

    expect(tries).toBe(2);
    expect(job.state.account.alreadyGone).toBe(0);
  });
});

describe('what an activity that failed had come to', () => {
  const progress = { aborted: 1, of: 2 };

  /** Aborts two uploads: the first activities fail, in these ways, and are ridden out. */
  async function abortRiding(causes: Array<ApplicationFailure | TimeoutFailure>, last = answerOf()) {
    const failures = [...causes];
    const temporal = new OutsideTemporal({
      abortUploads: () => {
        const failure = failures.shift();
        if (failure) throw new ActivityFailure('failed', 'abortUploads', '1', 'MAXIMUM_ATTEMPTS_REACHED', '', failure);
        return temporal.asked('abortUploads').length === causes.length + 1 ? last : answerOf({ alreadyGone: 1 });
      },
    });
    const job = jobOf({ inHand: 2 });
    Object.assign(job.steering, { doubts: async () => true });
    await temporal.end(abortPage(job, [uploadOf('a'), uploadOf('b')]));
    return { temporal, job };
  }

  it('may have been an abort of what the next one leaves, too: that does not count as gone before', async () => {
    const { job } = await abortRiding([ApplicationFailure.create({})], answerOf({ left: [1] }));

    expect(job.state.account.alreadyGone).toBe(0);
  });

  it.each([
    ['in its failure', ApplicationFailure.create({ type: 'S3Unavailable', details: [{ progress }] })],
    ['in the last heartbeat of one that was lost', new TimeoutFailure('lost', progress, 'HEARTBEAT')],
  ])('is told to the next one, where it stands %s', async (_, cause) => {
    const { temporal } = await abortRiding([cause]);

    expect(temporal.asked('abortUploads').map(({ before }) => before)).toEqual([undefined, progress]);
  });

  it('is told to the one after the next, where that was lost before it said anything', async () => {
    const failures = [
      ApplicationFailure.create({ details: [{ progress }] }),
      new TimeoutFailure('lost', undefined, 'HEARTBEAT'),
    ];
    const { temporal } = await abortRiding(failures);

    expect(temporal.asked('abortUploads').map(({ before }) => before)).toEqual([undefined, progress, progress]);
  });
});

describe('what an interrupted activity leaves', () => {
  it('goes to the next one, and is not noted as aborted meanwhile', async () => {
    const answers = [answerOf({ left: [1] }), answerOf()];
    const { temporal, uploads } = await abortThese([uploadOf('a'), uploadOf('b')], {
      abortUploads: () => answers.shift() ?? answerOf(),
    });

    expect(temporal.asked('abortUploads').map(({ uploads }) => uploads)).toEqual([
      [listedOf('a'), listedOf('b')],
      [listedOf('b')],
    ]);
    expect(uploads.map(({ aborts }) => aborts)).toEqual([1, 1]);
  });

  it('is kept where the next one says so', async () => {
    const answers = [answerOf({ left: [1] }), answerOf({ active: [0] })];
    const { kept, uploads } = await abortThese([uploadOf('a'), uploadOf('b')], {
      abortUploads: () => answers.shift() ?? answerOf(),
    });

    expect([...kept.keys()]).toEqual([uploads[1]]);
  });
});

describe('an upload that is ours already', () => {
  const ours = uploadOf('a', { aborts: 1 });
  const back = uploadOf('b', { aborts: 1, isBack: true });
  const told = async (input: NonNullable<Changes>['input']) => {
    const uploads = [{ ...ours }, { ...back }, uploadOf('c'), uploadOf('d', { isBack: true })];
    const { temporal } = await abortThese(uploads, { abortUploads: () => answerOf() }, { input: input ?? {} });
    return temporal.asked('abortUploads')[0]?.uploads;
  };

  it('is told as ours, and as back, where it might be kept as completed', async () => {
    expect(await told({})).toEqual([
      { ...listedOf('a'), isOurs: true },
      { ...listedOf('b'), isOurs: true, isBack: true },
      listedOf('c'),
      listedOf('d'),
    ]);
  });

  it('is told as ours where it might be kept as active alone', async () => {
    expect(await told({ idleFor: '1h', keepCompleted: 'never' })).toEqual([
      { ...listedOf('a'), isOurs: true },
      { ...listedOf('b'), isOurs: true },
      listedOf('c'),
      listedOf('d'),
    ]);
  });

  it('is like any other where nothing may be kept', async () => {
    expect(await told({ keepCompleted: 'never' })).toEqual(['a', 'b', 'c', 'd'].map(listedOf));
  });
});

describe('an abort of what remains', () => {
  it('takes all of it, in pages, and answers what is not kept', async () => {
    const remaining = Array.from({ length: 1_001 }, (_, n) => uploadOf(`k${n}`, { aborts: 1 }));
    const answers = [answerOf({ active: [1] }), answerOf({ completed: [0] })];
    const temporal = new OutsideTemporal({ abortUploads: () => answers.shift() ?? answerOf() });
    const job = jobOf({ state: { remaining }, listing: { ended: true } });
    const again = await temporal.end(abortAgain(job));

    expect(temporal.asked('abortUploads').map(({ uploads }) => uploads.length)).toEqual([1_000, 1]);
    expect(again).toHaveLength(999);
    expect(again.map(({ key }) => key)).not.toContain('k1');
    expect(again.map(({ key }) => key)).not.toContain('k1000');
    expect(job.state.remaining).toEqual([]);
    expect(job.state.listing).toMatchObject({ keptActive: 1, keptCompleted: 1 });
  });

  it('begins no page while the job is paused', async () => {
    const temporal = new OutsideTemporal({ abortUploads: () => answerOf() });
    const job = jobOf({ state: { remaining: [uploadOf('a')], paused: true } });
    const work = temporal.end(abortAgain(job));
    for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
    // Shown where a page is about to be dealt with.
    expect(job.inHand).toBe(1);
    expect(temporal.calls).toEqual([]);
    job.state.paused = false;
    await work;

    expect(temporal.calls).toHaveLength(1);
  });
});

describe('an abort of what a worker does not know by its page', () => {
  /** The first activity cannot read the names; the next one has them. */
  async function abortUnknown(details: object) {
    const unknown = ApplicationFailure.create({ type: 'NamesUnknown', nonRetryable: true, details: [details] });
    const temporal = new OutsideTemporal({
      abortUploads: () => {
        if (temporal.asked('abortUploads').length === 1) throw unknown;
        return answerOf({ alreadyGone: 1 });
      },
    });
    const page = pageOf(['a', 'b'], { digest: 'page' });
    const job = openJob({ bucket: 'photos', select: { all: true } }, () => {});
    const uploads = ['a', 'b'].map((key) => uploadOf(key));
    place(uploads, page.uploads, page);
    await temporal.end(abortPage(job, uploads));
    return { temporal, job };
  }

  it('is begun again, with the names', async () => {
    const { temporal, job } = await abortUnknown({});

    expect(temporal.asked('abortUploads').map(({ uploads }) => uploads)).toEqual([
      [{ page: 'page', at: '0-1' }],
      [listedOf('a'), listedOf('b')],
    ]);
    expect(temporal.asked('abortUploads')[1]).not.toHaveProperty('before');
    // Nothing was aborted yet.
    expect(job.state.account.alreadyGone).toBe(1);
  });

  it('goes on where an attempt before it had come to', async () => {
    const { temporal, job } = await abortUnknown({ progress: { aborted: 1 } });

    expect(temporal.asked('abortUploads')[1]).toMatchObject({ before: { aborted: 1 } });
    expect(job.state.account.alreadyGone).toBe(0);
  });
});

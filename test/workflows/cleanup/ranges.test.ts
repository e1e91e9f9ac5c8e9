import { ApplicationFailure } from '@temporalio/common';
import type { Marker, Survey } from '../../../activities/contract.ts';
import { fingerprint } from '../../../domain/upload.ts';
import type { CleanupInput, Resume } from '../../../workflows/cleanup/contract.ts';
import { firstState, type Job } from '../../../workflows/cleanup/job.ts';
import { canShareOut, cleanInRanges, firstOfSeveral, mayShareOutAtOnce } from '../../../workflows/cleanup/ranges.ts';
import { LISTING_POLICY, UPLOADS_IN_A_RANGE } from '../../../workflows/durable/policies.ts';
import { openSteering } from '../../../workflows/durable/steering.ts';
import { showingTrouble } from '../../../workflows/durable/trouble/outage.ts';
import { jobOf } from '../support/job-of.ts';
import { OutsideTemporal } from '../support/outside-temporal.ts';
import { pageOf, uploadOf } from '../support/uploads.ts';

const DIRECTORY = 'photos--use1-az4--x-s3';
const soon = '2026-02-01T00:00:05.000Z';
const DENIED = 'AbortMultipartUpload: AccessDenied';
const account = (selected: number, gone = selected) => ({ selected, gone, unproven: 0, reaborted: 0, alreadyGone: 0 });

/** What a child answers: it has cleaned its keys. */
function cleaned(more: Partial<Resume> = {}): Resume {
  const first = firstState({ concurrency: 64 }, new Date('2026-02-01T00:00:00Z'));
  return { ...first, pass: 1, account: account(2), ...more, listing: { ...first.listing, ended: true } };
}

interface Given {
  surveys: Array<Partial<Survey> | Promise<Partial<Survey>>>;
  changes?: Parameters<typeof jobOf>[0];
  child?: (input: CleanupInput, id: string) => unknown;
  info?: Record<string, unknown>;
}

function atWork({ surveys, changes, child = () => cleaned(), info }: Given) {
  const left = [...surveys];
  const temporal = new OutsideTemporal(
    {
      surveyUploads: async () => {
        const survey = await left.shift();
        if (!survey) throw new Error('more is asked for than there is');
        return { requests: { list: 1 }, ...survey };
      },
      child: child as never,
    },
    info,
  );
  const job = jobOf({ ...changes, state: { pass: 1, ...changes?.state } });
  return { temporal, job };
}

async function clean(given: Given, first?: Parameters<typeof cleanInRanges>[1]) {
  const { temporal, job } = atWork(given);
  await temporal.end(cleanInRanges(job, first));
  return { temporal, job };
}

const inputsOf = ({ children }: OutsideTemporal) => children.map(({ input }) => input as CleanupInput);

describe('a listing is shared out', () => {
  const standsAt = (marker: Marker | undefined, more: Parameters<typeof jobOf>[0] = {}) =>
    jobOf({ ...more, state: { run: 2, ...more.state }, listing: marker ? { marker } : {} });
  const key = { key: 'k' };

  it.each<[string, boolean, Job]>([
    ['a run before stopped between two keys', true, standsAt(key)],
    ['it is the first run', false, standsAt(key, { state: { run: 1 } })],
    ['a run before stopped inside a key', false, standsAt({ key: 'k', uploadId: 'u' })],
    ['nothing was listed', false, standsAt(undefined)],
    ['only one range may be at work', false, standsAt(key, { input: { parallelism: 1 } })],
    ['the bucket lists in no order', false, standsAt(key, { input: { bucket: DIRECTORY } })],
  ])('in a later run, where %s: %s', (_, expected, job) => {
    expect(canShareOut(job)).toBe(expected);
  });

  it.each<[string, boolean, Job]>([
    ['it begins', true, jobOf()],
    ['it has begun', false, standsAt(key)],
    ['only one range may be at work', false, jobOf({ input: { parallelism: 1 } })],
    ['two ranges may', true, jobOf({ input: { parallelism: 2 } })],
    ['the bucket lists in no order', false, jobOf({ input: { bucket: DIRECTORY } })],
  ])('at once, where %s: %s', (_, expected, job) => {
    expect(mayShareOutAtOnce(job)).toBe(expected);
  });
});

describe('the first range of a listing', () => {
  const first = async (next: Marker | undefined, survey: Partial<Survey> = {}) => {
    const { temporal, job } = atWork({ surveys: [survey] });
    return { temporal, range: await temporal.end(firstOfSeveral(job, pageOf(['a'], next ? { next } : {}))) };
  };

  it('is that up to which enough uploads are found', async () => {
    const { range } = await first({ key: 'a' }, { through: 'm', uploads: 7_000 });

    expect(range).toEqual({ through: 'm', uploads: 7_000, isLast: false });
  });

  it('is none where all of the listing is in it', async () => {
    expect((await first({ key: 'a' }, { uploads: 70 })).range).toBeUndefined();
  });

  it.each([
    ['there is one page only', undefined],
    ['S3 has answered with everything at once', { key: 'a', unpaged: true as const }],
  ])('is none, and not asked for, where %s', async (_, next) => {
    const { temporal, range } = await first(next, { through: 'm' });

    expect(range).toBeUndefined();
    expect(temporal.calls).toEqual([]);
  });
});

describe('ranges of keys', () => {
  it('are cut one behind the other, up to the end of the listing', async () => {
    const { temporal, job } = await clean({
      surveys: [{ through: 'm', uploads: 7_000, dialect: ['no-versions'] }, { uploads: 12 }],
      changes: { input: { prefix: 'p', range: { through: 'z' }, select: { olderThan: '1d' } } },
    });

    const input = {
      target: { connection: 'default', bucket: 'photos' },
      prefix: 'p',
      through: 'z',
      initiatedBefore: '2026-01-31T00:00:00.000Z',
      uploads: UPLOADS_IN_A_RANGE,
    };
    expect(temporal.calls).toEqual([
      {
        type: 'surveyUploads',
        options: expect.objectContaining({ ...showingTrouble({}, LISTING_POLICY), summary: 'survey' }),
        input,
      },
      {
        type: 'surveyUploads',
        options: expect.objectContaining({ ...showingTrouble({}, LISTING_POLICY), summary: 'survey after m' }),
        input: { ...input, marker: { key: 'm' } },
      },
    ]);
    expect(inputsOf(temporal).map(({ range }) => range)).toEqual([{ through: 'm' }, { after: 'm', through: 'z' }]);
    expect(job.state).toMatchObject({ ranges: 2, requests: { list: 2 }, dialect: ['no-versions'] });
    expect(job.state.listing).toMatchObject({ ended: true, marker: { key: 'm' } });
  });

  it('begin where that of the job does, and hold no more than a run takes on', async () => {
    const changes = { input: { range: { after: 'c' }, limits: { uploadsPerRun: 50 } } };
    const { temporal } = await clean({ surveys: [{}], changes });

    expect(temporal.asked('surveyUploads')).toMatchObject([{ marker: { key: 'c' }, uploads: 50 }]);
    expect(inputsOf(temporal)[0]?.range).toEqual({ after: 'c' });
  });

  it('begin with one that is known already', async () => {
    const { temporal } = await clean({ surveys: [{}] }, { through: 'm', isLast: false });

    expect(inputsOf(temporal).map(({ range }) => range)).toEqual([{ through: 'm' }, { after: 'm' }]);
    expect(temporal.asked('surveyUploads')).toMatchObject([{ marker: { key: 'm' } }]);
  });

  it('are cleaned by children, each with an ID and a summary of its own', async () => {
    const { temporal } = await clean({ surveys: [{ through: 'k'.repeat(300) }, {}] });

    expect(temporal.children).toMatchObject([
      { type: 'cleanKeyRange', id: 's3-cleanup:range-1/photos', summary: `keys through ${'k'.repeat(187)}` },
      { id: 's3-cleanup:range-2/photos', summary: `keys after ${'k'.repeat(189)}` },
    ]);
  });

  it('have numbers that go on from those of earlier runs', async () => {
    const { temporal } = await clean({ surveys: [{}], changes: { state: { ranges: 4 } } });

    expect(temporal.children).toMatchObject([{ id: 's3-cleanup:range-5/photos' }]);
  });

  it('become part of the account of the job', async () => {
    const { job } = await clean({ surveys: [{ through: 'm' }, {}] });

    expect(job.state.account).toMatchObject({ selected: 4, gone: 4 });
    expect(job.ranges.size).toBe(0);
    expect(job.steering.children.size).toBe(0);
  });

  it('are shown while they are at work', async () => {
    const { temporal, job } = atWork({ surveys: [{ through: 'm', uploads: 70 }, {}] });
    const shown: string[] = [];
    const show = () => shown.push(`${[...job.ranges.keys()]}|${[...job.steering.children.keys()]}`);
    Object.assign(job, { steering: openSteering(job.state, show) });
    await temporal.end(cleanInRanges(job));

    expect(shown).toContain('range-1|range-1');
    expect(shown.at(-1)).toBe('|');
  });

  it('are tried no longer where one fails, and so does the job', async () => {
    const child = (_: CleanupInput, id: string) => {
      if (id.includes('range-1')) throw ApplicationFailure.create({ type: 'S3Unavailable', nonRetryable: true });
      return new Promise(() => {});
    };
    const surveys = Array.from({ length: 50 }, (_, n) => ({ through: `k${n}` }));
    const { temporal, job } = atWork({ surveys, child, changes: { input: { parallelism: 2 } } });

    await expect(temporal.end(cleanInRanges(job))).rejects.toMatchObject({ type: 'S3Unavailable' });
    expect(temporal.children.length).toBeLessThan(5);
  });

  it('are no more at once than may be, and the next is looked for when one may begin', async () => {
    const ends: Array<(state: Resume) => void> = [];
    const child = () => new Promise<Resume>((done) => ends.push(done));
    const { temporal, job } = atWork({
      surveys: [{ through: 'a' }, { through: 'b' }, { through: 'c' }, {}],
      child,
      changes: { input: { parallelism: 2 } },
    });
    const work = temporal.end(cleanInRanges(job));
    const counts: number[] = [];
    while (ends.length > 0 || counts.length === 0) {
      for (let turn = 0; turn < 15; turn += 1) await new Promise((done) => setImmediate(done));
      counts.push(ends.length);
      ends.shift()?.(cleaned());
    }
    await work;

    expect(Math.max(...counts)).toBe(2);
    expect(temporal.children).toHaveLength(4);
  });

  it('are not begun while the job is paused', async () => {
    const { temporal, job } = atWork({ surveys: [{}], changes: { state: { paused: true } } });
    const work = temporal.end(cleanInRanges(job, { isLast: true, after: 'a' }));
    for (let turn = 0; turn < 8; turn += 1) await new Promise((done) => setImmediate(done));
    expect(temporal.children).toEqual([]);
    job.state.paused = false;
    await work;

    expect(temporal.children).toHaveLength(1);
  });

  it('are not cut on where history has grown long: a new run does', async () => {
    const { temporal, job } = await clean({ surveys: [], info: { continueAsNewSuggested: true } });

    expect(temporal.calls).toEqual([]);
    expect(job.state.listing.ended).toBe(false);
  });
});

describe('the give-up clock', () => {
  it.each([
    ['goes on from the beginning with each range of the first pass', 1, false],
    ['does not in a later pass: it goes over the same keys again', 2, true],
  ])('%s', async (_, pass, isKept) => {
    const { job } = await clean({ surveys: [{}], changes: { state: { pass, givesUpAt: soon } } });

    expect(job.state.givesUpAt === soon).toBe(isKept);
  });
});

describe('a child', () => {
  it('is told the pass, the cut-offs, the limits and the deadline of its parent', async () => {
    const counted = [fingerprint(uploadOf('seen'))];
    const hash = fingerprint(uploadOf('unnamed'));
    const { temporal, job } = await clean({
      surveys: [{}],
      changes: {
        input: { prefix: 'p', select: { olderThan: '1d' } },
        state: {
          pass: 2,
          counted,
          unnamed: { byReason: { PartsRemain: 9 }, hashes: [hash] },
          reaborted: ['r'],
          skippedKeys: ['s'],
          givesUpAt: soon,
          limits: { concurrency: 5, requestsPerSecond: 6 },
          requests: { list: 9, abort: 9, listParts: 9, throttled: 9 },
        },
        listing: { unnamedBefore: 8, hashedBefore: 1, keptBefore: 2 },
      },
    });
    const [input] = inputsOf(temporal);

    expect(input).toMatchObject({
      bucket: 'photos',
      prefix: 'p',
      select: { initiatedBefore: '2026-01-31T00:00:00.000Z' },
      range: {},
      resume: {
        startedAt: '2026-02-01T00:00:00.000Z',
        run: 1,
        pass: 1,
        counted,
        inherited: 1,
        unnamedAbove: [hash],
        unhashedAbove: 7,
        listing: { keptCompleted: 2 },
        reaborted: ['r'],
        skippedKeys: ['s'],
        givesUpAt: soon,
        limits: { concurrency: 5, requestsPerSecond: 6 },
        requests: { list: 0, abort: 0, listParts: 0, throttled: 0 },
        account: { selected: 0 },
        remaining: [],
        paused: false,
      },
    });
    expect(input).not.toHaveProperty('searchAttributes');
    expect(job.state.pass).toBe(2);
  });

  it('is handed what remains among its keys', async () => {
    const remaining = [uploadOf('a', { aborts: 1 }), uploadOf('x', { aborts: 1 })];
    const { temporal, job } = atWork({
      surveys: [{ through: 'm' }, {}],
      changes: { state: { remaining, account: account(2, 0) } },
    });
    await temporal.end(cleanInRanges(job));

    expect(inputsOf(temporal).map(({ resume }) => [resume?.remaining, resume?.account.selected])).toEqual([
      [[remaining[0]], 1],
      [[remaining[1]], 1],
    ]);
    expect(job.state.remaining).toEqual([]);
    expect(job.state.account.selected).toBe(4);
  });

  it('speaks to no list of workflows: its parent does', async () => {
    const { temporal } = await clean({ surveys: [{}], changes: { input: { searchAttributes: true } } });

    expect(inputsOf(temporal)[0]).toMatchObject({ searchAttributes: false });
  });

  it('is told what has changed while it was being started', async () => {
    let job: Job | undefined;
    const { temporal, job: started } = atWork({
      surveys: [{}],
      child: () => {
        if (job) Object.assign(job.state.limits, { concurrency: 3 });
        return new Promise((done) => setImmediate(() => done(cleaned())));
      },
    });
    job = started;
    await temporal.end(cleanInRanges(job));

    expect(temporal.signals).toEqual([
      { child: 's3-cleanup:range-1/photos', name: 'limits', args: [{ concurrency: 3, requestsPerSecond: null }] },
    ]);
  });
});

describe('in a job that holds to a rate', () => {
  const limits = { concurrency: 64, requestsPerSecond: 100 };
  const turnsOf = (temporal: OutsideTemporal) => inputsOf(temporal).map(({ resume }) => resume?.turn);
  const turns = async (count: number) => {
    for (let turn = 0; turn < count; turn += 1) await new Promise((done) => setImmediate(done));
  };
  const begin = (state: Partial<Resume> = { limits }) => {
    const ends: Array<(state: Resume) => void> = [];
    const child = () => new Promise<Resume>((done) => ends.push(done));
    const given = { surveys: [{ through: 'm' }, {}], child, changes: { state: { ...state, pass: 1 } } };
    const { temporal, job } = atWork(given);
    return { temporal, job, ends, work: temporal.end(cleanInRanges(job)) };
  };

  it('one range begins with its turn, and the next is given it when that one has ended', async () => {
    const { temporal, job, ends, work } = begin();
    await turns(20);

    expect(turnsOf(temporal)).toEqual([1, false]);
    ends[0]?.(cleaned());
    await turns(5);
    expect(job.turns.shareOf('s3-cleanup:range-2/photos')).toBe(1);
    ends[1]?.(cleaned());
    await work;
    expect(job.turns.areTaken).toBe(false);
  });

  it('the first survey takes what is free, and one beside a range takes little', async () => {
    const { temporal, ends, work } = begin();
    await turns(20);
    for (const end of ends) end(cleaned());
    await work;

    const rates = temporal.asked('surveyUploads').map(({ limits: of }) => of?.requestsPerSecond);
    expect(rates).toEqual([100, 2]);
  });

  it('a range that wants its turn during a survey waits until that is over', async () => {
    let answer: (survey: { through: string }) => void = () => {};
    const survey = new Promise<{ through: string }>((done) => {
      answer = done;
    });
    const { temporal, job } = atWork({ surveys: [survey, {}], changes: { state: { limits, pass: 1 } } });
    const work = temporal.end(cleanInRanges(job));
    await turns(5);
    job.turns.want('s3-cleanup:range-9/photos');

    expect(job.turns.shareOf('s3-cleanup:range-9/photos')).toBeUndefined();
    answer({ through: 'm' });
    await turns(5);
    expect(job.turns.shareOf('s3-cleanup:range-9/photos')).toBe(1);
    job.turns.over('s3-cleanup:range-9/photos');
    await work;
  });

  it('of a high rate, a survey takes little', async () => {
    const { temporal, ends, work } = begin({ limits: { concurrency: 64, requestsPerSecond: 4_000 } });
    await turns(20);
    for (const end of ends) end(cleaned());
    await work;

    expect(temporal.asked('surveyUploads').map(({ limits: of }) => of?.requestsPerSecond)).toEqual([80, 80]);
  });

  it('there are no turns where the rate is lifted', async () => {
    const { temporal, ends, work } = begin({});
    await turns(20);
    for (const end of ends) end(cleaned());
    await work;

    expect(turnsOf(temporal)).toEqual([undefined, undefined]);
    expect(temporal.asked('surveyUploads').every((asked) => !('limits' in asked))).toBe(true);
  });
});

describe('where ranges come to nothing but refusals', () => {
  const refusals = (): Resume => cleaned({ account: account(1, 0), remaining: [uploadOf('k', { reason: DENIED })] });
  const surveys = Array.from({ length: 20 }, (_, n) => ({ through: `k${n}` }));

  it('a permission is missing: as many as work at once are tried, and not the others', async () => {
    // The second takes longer, so that it is at work when the first has ended.
    const child = async (_: CleanupInput, id: string) => {
      const turns = id.includes('range-2') ? 9 : 3;
      for (let turn = 0; turn < turns; turn += 1) await new Promise((done) => setImmediate(done));
      return refusals();
    };
    const { temporal, job } = atWork({ surveys, child, changes: { input: { parallelism: 2 } } });

    await expect(temporal.end(cleanInRanges(job))).rejects.toMatchObject({ type: 'AccessDenied' });
    // The third began when the first had ended.
    expect(temporal.children).toHaveLength(3);
  });

  it('fewer than work at once prove nothing', async () => {
    const { temporal, job } = atWork({
      surveys: [...surveys.slice(0, 3), {}],
      child: refusals,
      changes: { input: { parallelism: 5 } },
    });
    await temporal.end(cleanInRanges(job));

    expect(temporal.children).toHaveLength(4);
  });

  it('others that are gone prove that none is', async () => {
    const child = (_: CleanupInput, id: string) => (id.includes('range-1') ? cleaned() : refusals());
    const { temporal, job } = atWork({ surveys: [...surveys, {}], child, changes: { input: { parallelism: 2 } } });
    await temporal.end(cleanInRanges(job));

    expect(temporal.children).toHaveLength(21);
  });
});

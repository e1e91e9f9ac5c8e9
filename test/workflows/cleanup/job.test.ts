import { ApplicationFailure } from '@temporalio/common';
import { noRequests } from '../../../domain/counts.ts';
import type { CleanupInput, Resume } from '../../../workflows/cleanup/contract.ts';
import {
  continueAsNewIfLong,
  giveTurn,
  isFirstContact,
  isLong,
  type Job,
  nextInput,
  openJob,
} from '../../../workflows/cleanup/job.ts';
import { listPage } from '../../../workflows/cleanup/listing.ts';
import { yourTurnSignal } from '../../../workflows/durable/messages.ts';
import { HISTORY_BYTES_BEFORE_DRAINING } from '../../../workflows/durable/policies.ts';
import { jobOf } from '../support/job-of.ts';
import { OutsideTemporal, type StandIns } from '../support/outside-temporal.ts';
import { pageOf } from '../support/uploads.ts';

const answered = { requests: { ...noRequests(), list: 1 } };

describe('the first contact of a job', () => {
  it('lasts until S3 has answered a listing', () => {
    expect(isFirstContact(jobOf())).toBe(true);
    expect(isFirstContact(jobOf({ state: answered }))).toBe(false);
  });

  it('is over for a run that goes on, and for a range: its parent has reached S3', () => {
    const resume = jobOf().state;

    expect(isFirstContact({ input: { ...jobOf().input, resume }, state: jobOf().state })).toBe(false);
  });
});

describe('the input of the next run', () => {
  it('is that of this one, with its state', () => {
    const job = jobOf({ input: { prefix: 'a', parallelism: 2 }, state: { run: 2, pass: 3 } });

    expect(nextInput(job)).toEqual({
      bucket: 'photos',
      select: { all: true },
      prefix: 'a',
      parallelism: 2,
      resume: { ...job.state, run: 3 },
    });
  });

  it('has an absolute cut-off: it does not move with the runs', () => {
    expect(nextInput(jobOf({ input: { select: { olderThan: '1d' } } })).select).toEqual({
      initiatedBefore: '2026-01-31T00:00:00.000Z',
    });
  });
});

const INPUT: CleanupInput = { bucket: 'photos', select: { olderThan: '1d' } };

describe('a job', () => {
  it('begins with nothing done, at the start of its first run', () => {
    new OutsideTemporal();
    const job = openJob(INPUT, () => {});

    expect(job).toMatchObject({
      input: INPUT,
      request: { initiatedBefore: '2026-01-31T00:00:00.000Z' },
      phase: 'cleaning',
      waitsUntil: null,
      end: null,
      inHand: 0,
      takenByThisRun: 0,
      workflowId: 's3-cleanup/photos',
    });
    expect(job.ranges.size).toBe(0);
    expect(job.state).toEqual({
      startedAt: '2026-02-01T00:00:00.000Z',
      run: 1,
      pass: 0,
      passing: false,
      cleanPasses: 0,
      listing: {
        ended: false,
        isUntouched: true,
        keyPlace: { keptYoung: 0, keptActive: 0 },
        found: 0,
        keptYoung: 0,
        keptActive: 0,
        notLookedInto: {},
        rounds: 0,
        standstills: 0,
        refusals: 0,
        hasGaps: false,
        unnamedBefore: 0,
        foundAgain: 0,
        again: [],
      },
      account: { selected: 0, gone: 0, unproven: 0, reaborted: 0, alreadyGone: 0 },
      remaining: [],
      unnamed: { byReason: {}, hashes: [] },
      counted: [],
      skippedKeys: [],
      reaborted: [],
      ranges: 0,
      round: 0,
      givesUpAt: null,
      byPrefix: [],
      freedBytes: 0,
      initiators: [],
      requests: { list: 0, abort: 0, listParts: 0, throttled: 0 },
      limits: { concurrency: 64, requestsPerSecond: null },
      paused: false,
    });
  });

  it('goes on where the run before left it, and began when the first one did', () => {
    new OutsideTemporal({}, { runStartTime: new Date('2026-02-05T00:00:00Z') });
    const resume: Resume = { ...jobOf().state, run: 3, pass: 2 };
    const job = openJob({ ...INPUT, resume }, () => {});

    expect(job.state).toEqual(resume);
    expect(job.request.initiatedBefore).toBe('2026-01-31T00:00:00.000Z');
  });

  it('shows what steers it', async () => {
    const temporal = new OutsideTemporal({ listUploads: () => pageOf([]) });
    const shown: Job[] = [];
    const job = openJob(INPUT, (given) => shown.push(given));
    job.steering.show();
    await temporal.end(listPage(job, undefined));

    expect(shown).toEqual([job]);
  });

  it('has its give-up clock stand still while it is paused', () => {
    new OutsideTemporal();
    const resume: Resume = { ...jobOf().state, givesUpAt: '2026-02-01T00:00:00.000Z' };
    const job = openJob({ ...INPUT, resume }, () => {});
    job.steering.afterPause?.(1_000);

    expect(job.state.givesUpAt).toBe('2026-02-01T00:00:01.000Z');
  });
});

/** A listing that is said once to be of no bucket, and what S3 says when it is asked again. */
async function listOnce(exists: boolean, resume?: Resume) {
  let tries = 0;
  const standIns: StandIns = {
    listUploads: () => {
      tries += 1;
      if (tries === 1) throw ApplicationFailure.create({ type: 'NoSuchBucket', nonRetryable: true });
      return pageOf(['a']);
    },
    bucketExists: () => ({ exists, requests: { bucket: 1, list: 1 } }),
  };
  const temporal = new OutsideTemporal(standIns);
  const job = openJob({ ...INPUT, quietPeriod: '40s', ...(resume && { resume }) }, () => {});
  return { temporal, job, work: temporal.end(listPage(job, undefined)) };
}

describe('a bucket that is said to be gone', () => {
  const resume: Resume = { ...jobOf().state, ...answered };

  it('is asked for again a quiet period later, and listed where it is there', async () => {
    const { temporal, job, work } = await listOnce(true, resume);

    expect(await work).toMatchObject({ uploads: [{ key: 'a' }] });
    expect(temporal.waits.map(({ milliseconds }) => milliseconds)).toEqual([40_000]);
    expect(temporal.asked('bucketExists')).toEqual([{ target: { connection: 'default', bucket: 'photos' } }]);
    expect(job.state.requests).toMatchObject({ list: 3, bucket: 1 });
  });

  it('is asked for at the rate of the job', async () => {
    const { temporal, work } = await listOnce(true, { ...resume, limits: { concurrency: 8, requestsPerSecond: 2 } });
    await work;

    expect(temporal.asked('bucketExists')).toEqual([expect.objectContaining({ limits: { requestsPerSecond: 2 } })]);
  });

  it('is gone where S3 says so again', async () => {
    const { work } = await listOnce(false, resume);

    await expect(work).rejects.toMatchObject({ type: 'NoSuchBucket' });
  });

  it('at the first contact is asked for a second later: its name may be mistyped', async () => {
    const { temporal, job, work } = await listOnce(false);

    await expect(work).rejects.toMatchObject({ type: 'NoSuchBucket' });
    expect(temporal.waits.map(({ milliseconds }) => milliseconds)).toEqual([1_000]);
    // What is asked of a bucket that S3 has never shown does not count as a contact.
    expect(job.state.requests).toEqual(noRequests());
  });
});

describe('a run that has grown long', () => {
  const taken = (takenByThisRun: number) => jobOf({ takenByThisRun, input: { limits: { uploadsPerRun: 10 } } });

  it.each<[string, boolean, number, Record<string, unknown>]>([
    ['has taken on less than it may', false, 9, {}],
    ['has taken on as much as it may', true, 10, {}],
    ['is as large as it may be', false, 0, { historySize: HISTORY_BYTES_BEFORE_DRAINING }],
    ['is larger', true, 0, { historySize: HISTORY_BYTES_BEFORE_DRAINING + 1 }],
    ['is told so by the server', true, 0, { continueAsNewSuggested: true }],
  ])('is one that %s: %s', (_, expected, uploads, info) => {
    new OutsideTemporal({}, info);

    expect(isLong(taken(uploads))).toBe(expected);
  });

  it('hands the job to a new one, when the messages under way are dealt with', async () => {
    const temporal = new OutsideTemporal();
    const job = taken(10);
    temporal.inProgressSignals.set(1, 'one under way');
    const work = continueAsNewIfLong(job);
    const outcome = temporal.end(work);
    for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
    expect(temporal.continuedWith).toBeUndefined();
    temporal.inProgressSignals.clear();

    await expect(outcome).rejects.toThrow();
    expect(temporal.continuedWith).toEqual(nextInput(job));
  });

  it('is not ended before', async () => {
    const temporal = new OutsideTemporal();
    await temporal.end(continueAsNewIfLong(taken(9)));

    expect(temporal.continuedWith).toBeUndefined();
  });
});

describe('a range that is given its turn', () => {
  const range = 's3-cleanup:range-1/photos';
  const begin = () => {
    const temporal = new OutsideTemporal();
    const job = jobOf();
    const share = job.turns.want(range) ?? 0;
    return { temporal, job, given: temporal.end(giveTurn(job, range, share)) };
  };

  it('is told so once it is there, where it is being started', async () => {
    const { job, given } = begin();
    const signal = jest.fn(async () => {});
    await new Promise((done) => setImmediate(done));
    job.steering.children.set('range-1', { workflowId: range, signal });
    await given;

    expect(signal).toHaveBeenCalledWith(yourTurnSignal, 1);
  });

  it('need not be told where it could not be started', async () => {
    const { temporal, job, given } = begin();
    job.turns.over(range);
    await given;

    expect(temporal.signals).toEqual([]);
  });
});

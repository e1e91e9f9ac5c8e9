import { ApplicationFailure, defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import type { UploadPage } from '../../../activities/contract.ts';
import type { CleanupInput, CleanupStatus, Resume } from '../../../workflows/cleanup/contract.ts';
import { firstState } from '../../../workflows/cleanup/job.ts';
import { cleanupMultipartUploads } from '../../../workflows/cleanup/workflow.ts';
import { OutsideTemporal, type StandIns } from '../support/outside-temporal.ts';
import { pageOf, uploadOf } from '../support/uploads.ts';

const past = '2026-02-01T00:00:00.000Z';
const failing = (type: string) => () => {
  throw ApplicationFailure.create({ type, message: 'no', nonRetryable: true });
};

interface Given {
  /** What is listed, one after the other; at last, nothing more. */
  pages?: UploadPage[];
  input?: Partial<CleanupInput>;
  standIns?: StandIns;
  info?: Record<string, unknown>;
}

/** A job on a bucket that lists so, where everything is gone at its first abort. */
function begin({ pages = [], input, standIns, info }: Given = {}) {
  const left = [...pages];
  const temporal = new OutsideTemporal(
    {
      listUploads: () => left.shift() ?? pageOf([]),
      abortUploads: () => ({ alreadyGone: 0, problems: [], requests: { abort: 1 } }),
      verifyUploads: () => ({ remaining: [], requests: { listParts: 1 } }),
      ...standIns,
    },
    info,
  );
  const given: CleanupInput = { bucket: 'photos', select: { all: true }, ...input };
  return { temporal, work: temporal.end(cleanupMultipartUploads(given)) };
}

async function clean(given: Given) {
  const { temporal, work } = begin(given);
  return { temporal, report: await work };
}

const resumeOf = (more: Partial<Resume> = {}): Resume => ({
  ...firstState({ concurrency: 64 }, new Date(past)),
  run: 2,
  ...more,
});

const statusOf = ({ queryHandlers }: OutsideTemporal) => queryHandlers.get('status')?.handler() as CleanupStatus;
const waitsFor = ({ waits }: OutsideTemporal, summary: RegExp) =>
  waits.filter((wait) => summary.test(wait.summary ?? ''));

describe('a job', () => {
  it('lists, aborts and proves, until a pass a quiet period later finds nothing', async () => {
    const { temporal, report } = await clean({ pages: [pageOf(['a', 'b'])], input: { quietPeriod: '40s' } });

    expect(temporal.calls.map(({ type }) => type)).toEqual([
      'listUploads',
      'abortUploads',
      'verifyUploads',
      'listUploads',
    ]);
    expect(waitsFor(temporal, /pass/)).toEqual([{ milliseconds: 40_000, summary: 'quiet period before pass 2' }]);
    expect(report).toMatchObject({ outcome: 'clean', passes: 2, runs: 1, uploads: { selected: 2, gone: 2 } });
  });

  it('shows that it waits for the quiet period', async () => {
    const { temporal, work } = begin({ pages: [pageOf(['a'])] });
    const phases: unknown[] = [];
    temporal.onWait = () => phases.push(statusOf(temporal).phase);
    await work;

    expect(phases).toEqual(['settling', 'quiet period']);
  });

  it('waits no longer than that before its second pass: it is to show what the first one did', async () => {
    const { temporal } = await clean({ pages: [pageOf(['a'])], input: { quietPeriod: '1s' } });

    expect(waitsFor(temporal, /pass 2/).map(({ milliseconds }) => milliseconds)).toEqual([1_000]);
  });

  it('needs one pass where there is nothing', async () => {
    const { temporal, report } = await clean({});

    expect(temporal.waits).toEqual([]);
    expect(report).toMatchObject({ outcome: 'clean', passes: 1 });
  });

  it('needs as many clean passes as it was asked for', async () => {
    const { report } = await clean({ input: { cleanPasses: 3 } });

    expect(report.passes).toBe(3);
  });

  it('waits longer before each pass where passes still find something', async () => {
    const pages = ['a', 'b', 'c', 'd'].map((key) => pageOf([key]));
    const { temporal } = await clean({ pages, input: { quietPeriod: '15s', settle: 0 } });

    expect(waitsFor(temporal, /pass/).map(({ milliseconds }) => milliseconds)).toEqual([
      15_000, 15_000, 20_000, 40_000,
    ]);
  });

  it('waits no longer before a pass that is to confirm a clean one', async () => {
    const pages = ['a', 'b', 'c', 'd'].map((key) => pageOf([key]));
    const { temporal } = await clean({ pages, input: { quietPeriod: '15s', settle: 0, cleanPasses: 2 } });

    expect(waitsFor(temporal, /pass/).at(-1)).toEqual({ milliseconds: 15_000, summary: 'quiet period before pass 6' });
  });

  it('aborts again what remains before it lists afresh', async () => {
    let verified = 0;
    const { temporal, report } = await clean({
      pages: [pageOf(['a'])],
      standIns: {
        verifyUploads: () => {
          verified += 1;
          return { remaining: verified === 1 ? [{ index: 0, reason: 'PartsRemain' }] : [], requests: {} };
        },
      },
    });

    expect(temporal.calls.map(({ type }) => type)).toEqual([
      'listUploads',
      'abortUploads',
      'verifyUploads',
      'abortUploads',
      'verifyUploads',
      'listUploads',
    ]);
    expect(report.uploads).toMatchObject({ selected: 1, gone: 1, reaborted: 1 });
  });

  it('counts in the metrics what it has kept, once it completes', async () => {
    const { temporal } = await clean({ pages: [pageOf([], { keptYoung: 2 })], input: { select: { olderThan: '1d' } } });

    expect(temporal.counted).toContainEqual([
      's3_cleanup_uploads_kept',
      2,
      expect.objectContaining({ reason: 'young' }),
    ]);
  });

  it('shows how far it is from the beginning, and how it ended', async () => {
    const { temporal, work } = begin();
    expect(temporal.currentDetails).toMatch(/Cleaning/);
    await work;

    expect(temporal.currentDetails).toMatch(/Clean:/);
  });

  it('answers how far it is', async () => {
    const { temporal, work } = begin();
    await work;

    expect(statusOf(temporal)).toMatchObject({ phase: 'done', pass: 1 });
  });
});

describe('a job that was asked to tell the list of workflows', () => {
  const attributes = (...names: Array<[string, 'KEYWORD' | 'INT', unknown]>) =>
    new TypedSearchAttributes(
      names.map(([name, type, value]) => ({
        key: defineSearchAttributeKey(name, type as 'KEYWORD'),
        value: value as string,
      })),
    );
  const all = attributes(
    ['S3CleanupBucket', 'KEYWORD', 'photos'],
    ['S3CleanupPhase', 'KEYWORD', 'cleaning'],
    ['S3CleanupRemaining', 'INT', 0],
  );

  it('tells the phases between its passes, and the outcome', async () => {
    const told: unknown[] = [];
    const temporal = new OutsideTemporal({ listUploads: () => pageOf([]) }, { typedSearchAttributes: all });
    const change = temporal.mutateWorkflowInfo.bind(temporal);
    temporal.mutateWorkflowInfo = (given) => {
      change(given);
      told.push(temporal.searchAttributes.S3CleanupPhase);
    };
    const input: CleanupInput = { bucket: 'photos', select: { all: true }, searchAttributes: true, cleanPasses: 2 };
    await temporal.end(cleanupMultipartUploads(input));

    expect(told).toEqual(['quiet period', 'cleaning', 'clean']);
  });

  it('is refused where the start has not set them', async () => {
    const { temporal, work } = begin({ input: { searchAttributes: true } });

    await expect(work).rejects.toMatchObject({ type: 'InvalidInput' });
    expect(temporal.calls).toEqual([]);
  });
});

describe('a job fails', () => {
  it('with what an activity said', async () => {
    const { temporal, work } = begin({ standIns: { listUploads: failing('AccessDenied') } });

    await expect(work).rejects.toMatchObject({ type: 'AccessDenied', message: 'no' });
    expect(temporal.currentDetails).toMatch(/AccessDenied/);
  });

  it('where S3 refuses every upload', async () => {
    const { work } = begin({
      pages: [pageOf(['a'])],
      standIns: {
        abortUploads: () => ({ alreadyGone: 0, problems: [{ index: 0, reason: 'AccessDenied' }], requests: {} }),
        verifyUploads: () => ({ remaining: [{ index: 0, reason: 'PartsRemain' }], requests: {} }),
      },
    });

    await expect(work).rejects.toMatchObject({ type: 'AccessDenied' });
  });

  it('where the time to give up has come and something remains', async () => {
    const remaining = [uploadOf('a', { aborts: 2, reason: 'PartsRemain' })];
    const account = { selected: 1, gone: 0, unproven: 0, reaborted: 0, alreadyGone: 0 };
    const { work } = begin({
      pages: [pageOf(['a'])],
      input: { resume: resumeOf({ pass: 2, passing: true, givesUpAt: past, remaining, account }) },
    });

    await expect(work).rejects.toMatchObject({ type: 'UploadsRemain', details: [{ remaining: { PartsRemain: 1 } }] });
  });

  it('before the first abort where more is selected than it may abort', async () => {
    const cells = [{ verdict: 'selected', age: '<1d', uploads: 2, oldest: past } as const];
    const { temporal, work } = begin({
      input: { maxUploads: 1 },
      standIns: {
        tallyUploads: () => ({
          tally: { byPrefix: [{ prefix: '', cells }], initiators: [], unmeasured: 0 },
          requests: { list: 1 },
        }),
      },
    });

    await expect(work).rejects.toMatchObject({ type: 'TooManyUploads' });
    expect(temporal.calls.map(({ type }) => type)).toEqual(['tallyUploads']);
  });
});

describe('a bucket that disappears', () => {
  it('ends the job, where S3 has shown it before', async () => {
    const { temporal, report } = await clean({
      pages: [pageOf(['a'])],
      standIns: { abortUploads: failing('NoSuchBucket'), bucketExists: () => ({ exists: false, requests: {} }) },
    });

    expect(report.outcome).toBe('bucket-gone');
    expect(temporal.currentDetails).toMatch(/Bucket-gone/);
  });

  it('fails the job that has never seen it', async () => {
    const { work } = begin({
      standIns: { listUploads: failing('NoSuchBucket'), bucketExists: () => ({ exists: false, requests: {} }) },
    });

    await expect(work).rejects.toMatchObject({ type: 'NoSuchBucket' });
  });
});

describe('a job that is a dry run', () => {
  it('adds up, and aborts nothing', async () => {
    const tally = { byPrefix: [], initiators: [], unmeasured: 0 };
    const { temporal, report } = await clean({
      input: { dryRun: true },
      standIns: { tallyUploads: () => ({ tally, requests: { list: 1 } }) },
    });

    expect(temporal.calls.map(({ type }) => type)).toEqual(['tallyUploads']);
    expect(report).toMatchObject({ outcome: 'dry-run', dryRun: tally });
  });
});

describe('a long listing', () => {
  const child = () => {
    const first = firstState({ concurrency: 64 }, new Date(past));
    const account = { selected: 2, gone: 2, unproven: 0, reaborted: 0, alreadyGone: 0 };
    return { ...first, pass: 1, account, listing: { ...first.listing, ended: true, isUntouched: false } };
  };

  it('is shared out where it is more than one run takes on', async () => {
    const surveys = [{ through: 'm' }, {}];
    const { temporal, report } = await clean({
      pages: [pageOf(['a'], { next: { key: 'a' } })],
      standIns: { child, surveyUploads: () => ({ requests: {}, ...surveys.shift() }) },
    });

    expect(temporal.children).toHaveLength(2);
    expect(temporal.asked('abortUploads')).toEqual([]);
    expect(report).toMatchObject({ outcome: 'clean', passes: 2, uploads: { selected: 4, gone: 4 } });
  });

  it('is not where it is less; the page that is known is not listed again', async () => {
    const { temporal, report } = await clean({
      pages: [pageOf(['a'], { next: { key: 'a' } }), pageOf(['b'])],
      standIns: { child, surveyUploads: () => ({ requests: {} }) },
    });

    expect(temporal.children).toEqual([]);
    expect(temporal.asked('listUploads').map(({ marker }) => marker)).toEqual([undefined, { key: 'a' }, undefined]);
    expect(report.uploads).toMatchObject({ selected: 2, gone: 2 });
  });

  it('is not looked at for that where only one range may be at work', async () => {
    const { temporal } = await clean({
      pages: [pageOf(['a'], { next: { key: 'a' } }), pageOf(['b'])],
      input: { parallelism: 1 },
    });

    expect(temporal.asked('surveyUploads')).toEqual([]);
    expect(temporal.asked('listUploads')).toHaveLength(3);
  });

  it('is shared out from where a run before stopped', async () => {
    const listing = { ...resumeOf().listing, marker: { key: 'k' } };
    const { temporal } = await clean({
      input: { resume: resumeOf({ pass: 1, passing: true, listing }) },
      standIns: { child, surveyUploads: () => ({ requests: {} }) },
    });

    expect(temporal.asked('surveyUploads')).toMatchObject([{ marker: { key: 'k' } }]);
    expect(temporal.children).toHaveLength(1);
  });

  it('goes on in a new run where one has taken on enough', async () => {
    const { temporal, work } = begin({
      pages: [pageOf(['a', 'b'], { next: { key: 'b' } })],
      input: { parallelism: 1, limits: { uploadsPerRun: 2 } },
    });

    await expect(work).rejects.toThrow();
    expect(temporal.continuedWith).toMatchObject({ resume: { run: 2, pass: 1, listing: { marker: { key: 'b' } } } });
    expect(temporal.currentDetails).toMatch(/Continued as a new run/);
  });
});

it('a report says what was selected', async () => {
  const { report } = await clean({ input: { select: { olderThan: '1d' }, prefix: 'p/' } });

  expect(report).toMatchObject({
    bucket: 'photos',
    prefix: 'p/',
    selection: { initiatedBefore: '2026-01-31T00:00:00.000Z', activeSince: null },
  });
});

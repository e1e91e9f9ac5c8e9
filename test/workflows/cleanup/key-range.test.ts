import { ApplicationFailure } from '@temporalio/common';
import type { UploadPage, VerifiedUploads } from '../../../activities/contract.ts';
import type { CleanupInput } from '../../../workflows/cleanup/contract.ts';
import { firstState } from '../../../workflows/cleanup/job.ts';
import { cleanKeyRange } from '../../../workflows/cleanup/key-range.ts';
import { ROUNDS_IN_A_RANGE } from '../../../workflows/durable/policies.ts';
import { OutsideTemporal, type StandIns } from '../support/outside-temporal.ts';
import { pageOf } from '../support/uploads.ts';

interface Given {
  pages?: UploadPage[];
  input?: Partial<CleanupInput>;
  standIns?: StandIns;
}

/** The child of a job in its first pass. */
function begin({ pages = [], input, standIns }: Given) {
  const left = [...pages];
  const temporal = new OutsideTemporal({
    listUploads: () => left.shift() ?? pageOf([]),
    abortUploads: () => ({ alreadyGone: 0, problems: [], requests: {} }),
    verifyUploads: () => ({ remaining: [], requests: {} }),
    ...standIns,
  });
  const first = firstState({ concurrency: 64 }, new Date('2026-02-01T00:00:00Z'));
  const given: CleanupInput = {
    bucket: 'photos',
    select: { all: true },
    range: { after: 'a', through: 'm' },
    resume: { ...first, inherited: 0 },
    ...input,
  };
  return { temporal, work: temporal.end(cleanKeyRange(given)) };
}

async function clean(given: Given) {
  const { temporal, work } = begin(given);
  return { temporal, state: await work };
}

const remain =
  (reason: string) =>
  ({ uploads }: { uploads: unknown[] }): VerifiedUploads => ({
    remaining: uploads.map((_, index) => ({ index, reason })),
    requests: {},
  });

describe('a range of keys', () => {
  it('is cleaned in one pass, the one of its parent, and answers what it counted', async () => {
    const { temporal, state } = await clean({
      pages: [pageOf(['b'], { next: { key: 'b' } }), pageOf(['c'])],
    });

    expect(temporal.calls.map(({ type }) => type).sort()).toEqual([
      'abortUploads',
      'abortUploads',
      'listUploads',
      'listUploads',
      'verifyUploads',
    ]);
    expect(temporal.asked('listUploads')).toMatchObject([
      { marker: { key: 'a' }, through: 'm' },
      { marker: { key: 'b' } },
    ]);
    expect(state).toMatchObject({ pass: 1, account: { selected: 2, gone: 2 }, listing: { ended: true } });
  });

  it('is shown from the beginning, and at its end; it answers how far it is', async () => {
    const { temporal, work } = begin({});
    expect(temporal.currentDetails).toMatch(/Cleaning: keys after `a` through `m`/);
    expect(temporal.queryHandlers.get('status')?.handler()).toMatchObject({ phase: 'cleaning' });
    await work;

    expect(temporal.currentDetails).toMatch(/Done: keys/);
  });

  it('aborts again what remains, a few times; the rest is left to its parent', async () => {
    const { temporal, state } = await clean({
      pages: [pageOf(['b'])],
      standIns: { verifyUploads: remain('PartsRemain') },
    });

    expect(temporal.asked('abortUploads')).toHaveLength(1 + ROUNDS_IN_A_RANGE);
    expect(state.remaining).toHaveLength(1);
  });

  it('where S3 refuses everything tries nothing again: its parent judges', async () => {
    const { temporal, state } = await clean({
      pages: [pageOf(['b'])],
      standIns: {
        abortUploads: () => ({ alreadyGone: 0, problems: [{ index: 0, reason: 'AccessDenied' }], requests: {} }),
        verifyUploads: remain('PartsRemain'),
      },
    });

    expect(temporal.asked('abortUploads')).toHaveLength(1);
    expect(state.remaining).toMatchObject([{ reason: 'AbortMultipartUpload: AccessDenied' }]);
  });

  it('fails with what an activity said', async () => {
    const { temporal, work } = begin({
      standIns: {
        listUploads: () => {
          throw ApplicationFailure.create({ type: 'AccessDenied', message: 'no', nonRetryable: true });
        },
      },
    });

    await expect(work).rejects.toMatchObject({ type: 'AccessDenied' });
    expect(temporal.currentDetails).toMatch(/AccessDenied: keys/);
  });
});

describe('a range that fills a run', () => {
  const input = { limits: { uploadsPerRun: 1 } };

  it('goes on in a new one where more is to be listed', async () => {
    const { temporal, work } = begin({ pages: [pageOf(['b'], { next: { key: 'b' } })], input });

    await expect(work).rejects.toThrow();
    expect(temporal.continuedWith).toMatchObject({ resume: { run: 2, listing: { marker: { key: 'b' } } } });
  });

  it('goes on in a new one where something remains', async () => {
    const { temporal, work } = begin({
      pages: [pageOf(['b'])],
      input,
      standIns: { verifyUploads: remain('PartsRemain') },
    });

    await expect(work).rejects.toThrow();
    expect(temporal.continuedWith).toMatchObject({ resume: { remaining: [{ key: 'b' }], listing: { rounds: 0 } } });
    expect(temporal.asked('abortUploads')).toHaveLength(1);
  });

  it('ends in it where nothing is left to do', async () => {
    const { temporal, state } = await clean({ pages: [pageOf(['b'])], input });

    expect(temporal.continuedWith).toBeUndefined();
    expect(state.account).toMatchObject({ selected: 1, gone: 1 });
  });
});

import { ApplicationFailure } from '@temporalio/common';
import type { VerifiedUploads } from '../../../../activities/contract.ts';
import type { AbortedUpload } from '../../../../workflows/cleanup/contract.ts';
import { prove } from '../../../../workflows/cleanup/uploads/prove.ts';
import { UPLOADS_POLICY } from '../../../../workflows/durable/policies.ts';
import { openSteering } from '../../../../workflows/durable/steering.ts';
import { showingTrouble } from '../../../../workflows/durable/trouble/outage.ts';
import { jobOf } from '../../support/job-of.ts';
import { OutsideTemporal } from '../../support/outside-temporal.ts';
import { keysOf, uploadOf } from '../../support/uploads.ts';

const aborted = (key: string, more: Partial<AbortedUpload> = {}) => uploadOf(key, { aborts: 1, ...more });
const account = { selected: 9, gone: 0, unproven: 0, reaborted: 0, alreadyGone: 0 };

/** Asks of these uploads whether anything is left, and S3 answers so. */
async function proveThese(
  uploads: AbortedUpload[],
  answers: Array<Partial<VerifiedUploads>> = [],
  changes: Parameters<typeof jobOf>[0] = {},
) {
  const temporal = new OutsideTemporal({
    verifyUploads: () => ({ remaining: [], requests: {}, ...answers.shift() }),
  });
  const job = jobOf({ inHand: uploads.length, ...changes, state: { account, ...changes.state } });
  const there = await temporal.end(prove(job, uploads));
  return { temporal, job, there };
}

describe('a proof', () => {
  it('is asked for after a wait in which parts in flight may land', async () => {
    const temporal = new OutsideTemporal({ verifyUploads: () => ({ remaining: [], requests: {} }) });
    const job = jobOf({ input: { settle: '7s' }, inHand: 1 });
    const phases: string[] = [];
    Object.assign(job, { steering: openSteering(job.state, () => phases.push(job.phase)) });
    temporal.onWait = () => expect(temporal.calls).toEqual([]);
    await temporal.end(prove(job, [aborted('a')]));

    expect(temporal.waits).toEqual([{ milliseconds: 7_000, summary: 'settle: let parts in flight land' }]);
    expect(phases.filter((phase, at) => phase !== phases[at - 1])).toEqual([
      'settling',
      'cleaning',
      'verifying',
      'cleaning',
    ]);
    expect(job.waitsUntil).toBeNull();
  });

  it('is asked of one activity for a page, which is told what S3 has not accepted an abort of', async () => {
    const uploads = [aborted('a'), uploadOf('b'), aborted('c', { reason: 'AbortMultipartUpload: AccessDenied' })];
    const { temporal } = await proveThese(uploads, [], { input: { limits: { concurrency: 7 } } });

    expect(temporal.calls).toEqual([
      {
        type: 'verifyUploads',
        options: expect.objectContaining({ ...showingTrouble({}, UPLOADS_POLICY), summary: 'verify 3 uploads, a … c' }),
        input: {
          target: { connection: 'default', bucket: 'photos' },
          uploads: [
            { key: 'a', uploadId: 'id of a' },
            { key: 'b', uploadId: 'id of b', notAborted: true },
            { key: 'c', uploadId: 'id of c', notAborted: true },
          ],
          limits: { concurrency: 7 },
        },
      },
    ]);
  });

  it('is asked for in pages of 1,000', async () => {
    const { temporal, job } = await proveThese(Array.from({ length: 1_001 }, (_, n) => aborted(`k${n}`)));

    expect(temporal.asked('verifyUploads').map(({ uploads }) => uploads.length)).toEqual([1_000, 1]);
    expect(job.state.account.gone).toBe(1_001);
  });

  it('adds to what is gone, and notes what the answer took', async () => {
    const answer = { requests: { listParts: 2 }, dialect: ['no-versions'] };
    const { job, temporal, there } = await proveThese([aborted('a'), aborted('b')], [answer]);

    expect(job.state).toMatchObject({ account: { gone: 2 }, requests: { listParts: 2 }, dialect: ['no-versions'] });
    expect(job.inHand).toBe(0);
    expect(temporal.counted).toEqual([['s3_cleanup_uploads_gone', 2, expect.anything()]]);
    expect(there.size).toBe(0);
  });

  it('that an interrupted activity did not come to is asked for again', async () => {
    const { job, temporal } = await proveThese([aborted('a'), aborted('b')], [{ left: [1] }]);

    expect(temporal.asked('verifyUploads').map(({ uploads }) => keysOf(uploads))).toEqual([['a', 'b'], ['b']]);
    expect(job.state.account.gone).toBe(2);
    expect(temporal.counted.map(([, value]) => value)).toEqual([1, 1]);
  });

  it('is asked for with a place in the record, and with what its line says besides', async () => {
    const state = { record: { at: 's3://audit/photos/run/', part: 'range-2', objects: 6, lines: 500 } };
    const uploads = [aborted('a', { bytes: 5 }), aborted('b', { isAlreadyGone: true }), aborted('c', { isBack: true })];
    const { job, temporal } = await proveThese(uploads, [{ remaining: [{ index: 0, reason: 'PartsRemain' }] }], {
      state,
    });

    const initiated = '2026-01-01T00:00:00Z';
    expect(temporal.asked('verifyUploads')).toMatchObject([
      {
        record: 's3://audit/photos/run/range-2-000007.ndjson',
        uploads: [
          { key: 'a', uploadId: 'id of a', initiated, bytes: 5 },
          { key: 'b', uploadId: 'id of b', initiated, isAlreadyGone: true },
          { key: 'c', uploadId: 'id of c', initiated, isBack: true },
        ],
      },
    ]);
    expect(job.state.record).toMatchObject({ objects: 7, lines: 502 });
  });

  it('that an interrupted activity did not come to has another place in the record', async () => {
    const state = { record: { at: 'folder:photos/run/', objects: 0, lines: 0 } };
    const { temporal } = await proveThese([aborted('a'), aborted('b')], [{ left: [1] }], { state });

    expect(temporal.asked('verifyUploads').map(({ record }) => record)).toEqual([
      'folder:photos/run/000001.ndjson',
      'folder:photos/run/000002.ndjson',
    ]);
  });

  it('of an activity that gave no answer has the same place: what that may have written gives way', async () => {
    let asked = 0;
    const temporal = new OutsideTemporal({
      verifyUploads: () => {
        asked += 1;
        if (asked === 1) throw ApplicationFailure.create({ type: 'NoSuchBucket', nonRetryable: true });
        return { remaining: [], requests: {} };
      },
    });
    const job = jobOf({ inHand: 1, state: { account, record: { at: 'folder:photos/run/', objects: 0, lines: 0 } } });
    Object.assign(job, { steering: openSteering(job.state, () => {}, { doubts: async () => true }) });
    await temporal.end(prove(job, [aborted('a')]));

    expect(temporal.asked('verifyUploads').map(({ record }) => record)).toEqual([
      'folder:photos/run/000001.ndjson',
      'folder:photos/run/000001.ndjson',
    ]);
    expect(job.state.record).toMatchObject({ objects: 1, lines: 1 });
  });

  it('of an activity that did not know the names has the same place, too: the numbers have no gaps', async () => {
    let asked = 0;
    const temporal = new OutsideTemporal({
      verifyUploads: () => {
        asked += 1;
        if (asked === 1) throw ApplicationFailure.create({ type: 'NamesUnknown', nonRetryable: true, details: [{}] });
        return { remaining: [], requests: {} };
      },
    });
    const job = jobOf({ inHand: 1, state: { account, record: { at: 'folder:photos/run/', objects: 0, lines: 0 } } });
    Object.assign(job.steering, { doubts: async () => true });
    await temporal.end(prove(job, [aborted('a')]));

    expect(temporal.asked('verifyUploads').map(({ record }) => record)).toEqual([
      'folder:photos/run/000001.ndjson',
      'folder:photos/run/000001.ndjson',
    ]);
    expect(job.state.record).toMatchObject({ objects: 1, lines: 1 });
  });

  it('of nothing needs no wait and no request', async () => {
    const { temporal, there } = await proveThese([]);

    expect([temporal.waits, temporal.calls, there.size]).toEqual([[], [], 0]);
  });

  it('is not asked for while the job is paused', async () => {
    const temporal = new OutsideTemporal({ verifyUploads: () => ({ remaining: [], requests: {} }) });
    const job = jobOf({ inHand: 1, state: { paused: true } });
    const shown: string[] = [];
    Object.assign(job, { steering: openSteering(job.state, () => shown.push(job.phase)) });
    const work = temporal.end(prove(job, [aborted('a')]));
    for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
    expect(temporal.calls).toEqual([]);
    // No page is begun: a page says so before it asks.
    expect(shown.filter((phase) => phase === 'verifying')).toHaveLength(1);
    job.state.paused = false;
    await work;

    expect(temporal.calls).toHaveLength(1);
  });
});

describe('an upload that is not proven gone', () => {
  const uploads = () => [
    aborted('a'),
    aborted('b', { reason: 'AbortMultipartUpload: AccessDenied' }),
    aborted('c'),
    aborted('d'),
  ];
  const remaining = [
    { index: 0, reason: 'PartsRemain' },
    { index: 1, reason: 'PartsRemain' },
    { index: 2, reason: 'AccessDenied' },
    { index: 9, reason: 'of no upload' },
  ];

  it('remains, and says why: its parts, the abort that was refused, or the ListParts that was', async () => {
    const { job } = await proveThese(uploads(), [{ remaining }]);

    expect(job.state.remaining.map(({ key, reason }) => [key, reason])).toEqual([
      ['a', 'PartsRemain'],
      ['b', 'AbortMultipartUpload: AccessDenied'],
      ['c', 'ListParts: AccessDenied'],
    ]);
    expect(job.state.account.gone).toBe(1);
    expect(job.inHand).toBe(0);
  });

  it('is answered where S3 has shown that it is there', async () => {
    const { there } = await proveThese(uploads(), [{ remaining }]);

    expect([...there]).toEqual(['id of a', 'id of b']);
  });
});

describe('the round after a proof', () => {
  it('is one further where something remains', async () => {
    const { job } = await proveThese([aborted('a')], [{ remaining: [{ index: 0, reason: 'PartsRemain' }] }], {
      state: { round: 2 },
    });

    expect(job.state.round).toBe(3);
  });

  it('is the first again where nothing does', async () => {
    const { job } = await proveThese([aborted('a')], [], { state: { round: 2 } });

    expect(job.state.round).toBe(0);
  });
});

describe('bytes that were measured', () => {
  const byPrefix = [
    { prefix: 'a/', uploads: 1, parts: 1, bytes: 30, oldest: '2026-01-01T00:00:00Z' },
    { prefix: 'b/', uploads: 1, parts: 1, bytes: 12, oldest: '2026-01-01T00:00:00Z' },
  ];
  const freed = ({ counted }: OutsideTemporal) => counted.filter(([name]) => name === 's3_cleanup_freed_bytes');

  it('are counted as freed once nothing remains, and only once', async () => {
    const { job, temporal } = await proveThese([aborted('a')], [], { state: { byPrefix, freedBytes: 2 } });
    expect(freed(temporal)).toEqual([['s3_cleanup_freed_bytes', 40, expect.anything()]]);
    expect(job.state.freedBytes).toBe(42);

    const again = await proveThese([], [], { state: job.state });
    expect(again.temporal.sinkCalls).toEqual([]);
  });

  it('are not freed while something remains', async () => {
    const remaining = [{ index: 0, reason: 'PartsRemain' }];
    const { job, temporal } = await proveThese([aborted('a')], [{ remaining }], { state: { byPrefix } });

    expect(freed(temporal)).toEqual([]);
    expect(job.state.freedBytes).toBe(0);
  });

  it('are not freed by a dry run', async () => {
    const { temporal } = await proveThese([], [], { state: { byPrefix }, input: { dryRun: true } });

    expect(freed(temporal)).toEqual([]);
  });
});

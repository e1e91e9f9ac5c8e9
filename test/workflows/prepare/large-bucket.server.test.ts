import type { PrepareInput } from '../../../workflows/prepare/contract.ts';
import { Cleaning } from '../support/cleaning.ts';
import { WholeBucket } from '../support/whole-bucket.ts';

/** 1,429 ranges of 7,000 uploads are 10 million. `RANGES=1429 npx jest test/workflows/large-bucket` takes three minutes. */
const RANGES = Number(process.env.RANGES ?? 30);

/** Ranges of the same number with a thousandth of the uploads have the same history. */
const UPLOADS_IN_A_RANGE = 7;

const FOR_TEN_MILLION = 1_429;

describe('a bucket of 10 million uploads', () => {
  let cleaning: Cleaning;
  beforeAll(async () => {
    cleaning = await Cleaning.begin();
  });
  afterAll(() => cleaning.end());

  /** Events of each run, the first one first. */
  async function historiesOf(workflowId: string): Promise<number[]> {
    const events: number[] = [];
    const { raw } = await cleaning.client.workflow.getHandle(workflowId).describe();
    for (let runId = raw.workflowExecutionInfo?.firstRunId; runId; ) {
      const history = await cleaning.client.workflow.getHandle(workflowId, runId).fetchHistory();
      events.push(history.events?.length ?? 0);
      runId = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    }
    return events;
  }

  it('leaves under 5,000 events in the history of the job, and in each run of the cleanup that shares it out', async () => {
    const bucket = new WholeBucket();
    bucket.uploads.pageSize = 4;
    const uploads = RANGES * UPLOADS_IN_A_RANGE;
    for (let n = 0; n < uploads; n += 1) bucket.uploads.add(`key-${1_000_000 + n}`);
    const taskQueue = cleaning.serve('large', bucket.activities);
    const limits = { uploadsPerRun: UPLOADS_IN_A_RANGE };
    const input: PrepareInput = { bucket: 'large', settle: 0, quietPeriod: 0, limits };
    const workflowId = 's3-cleanup:prepare/large';
    const execution = { args: [input], taskQueue, workflowId };
    const report = await cleaning.client.workflow.execute('prepareBucketDeletion', execution);

    const [job, ...furtherRuns] = await historiesOf(workflowId);
    const cleanup = await historiesOf('s3-cleanup/large');
    const ranges = new Set(bucket.uploads.calls.map((call) => call.workflowId)).size - 1;
    const perRange = cleanup.reduce((sum, events) => sum + events, 0) / ranges;
    process.stderr.write(`${ranges} ranges: job ${job}; cleanup ${cleanup}; ${perRange.toFixed(1)} a range\n`);
    expect(ranges).toBeGreaterThan(RANGES / 2);
    expect(report).toMatchObject({ uploads: { selected: uploads, gone: uploads } });
    expect(furtherRuns).toEqual([]);
    expect(job).toBeLessThan(100);
    expect(Math.max(...cleanup)).toBeLessThan(5_000);
    // The rest of them is what the first run and the passes at the end take, whatever the size.
    expect((perRange * FOR_TEN_MILLION) / 4_096).toBeLessThan(20);
  }, 1_800_000);
});

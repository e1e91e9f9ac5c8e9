import { ApplicationFailure } from '@temporalio/common';
import { createWorkerLog } from '../../../worker/process/log.ts';
import { tell } from '../../../worker/process/log-format.ts';

/** What the SDK knows of an activity task, and more than a log should. */
const ACTIVITY = {
  sdkComponent: 'worker',
  namespace: 'default',
  taskQueue: 's3-cleanup',
  workflowType: 'cleanupMultipartUploads',
  workflowId: 's3-cleanup/photos',
  workflowRunId: 'a-run',
  activityType: 'abortUploads',
  activityId: '7',
  attempt: 2,
  isLocal: false,
  taskToken: 'a token',
  task: '{"input":"secret key"}',
};

function logged(flags: Parameters<typeof createWorkerLog>[0]) {
  const lines: string[] = [];
  return { lines, log: createWorkerLog(flags, (line) => lines.push(line)) };
}

describe('as JSON', () => {
  it('a line says which job, run, activity and attempt it is about, and nothing of the input', () => {
    const { lines, log } = logged({ logLevel: 'warn', logFormat: 'json' });

    log.warn('S3 throttles', { ...ACTIVITY, bucket: 'photos', throttled: 5 });

    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        level: 'warn',
        message: 'S3 throttles',
        namespace: 'default',
        taskQueue: 's3-cleanup',
        workflowType: 'cleanupMultipartUploads',
        workflowId: 's3-cleanup/photos',
        runId: 'a-run',
        activityType: 'abortUploads',
        activityId: '7',
        attempt: 2,
        bucket: 'photos',
        throttled: 5,
      },
    ]);
  });

  it('a failure of ours has its type, any other error its stack', () => {
    const { lines, log } = logged({ logLevel: 'warn', logFormat: 'json' });

    log.warn('Activity failed', { error: ApplicationFailure.nonRetryable('no such bucket', 'NoSuchBucket') });
    log.error('Oops', { error: new TypeError('undefined') });

    const [ours, other] = lines.map((line) => JSON.parse(line).error);
    expect(ours).toEqual({ type: 'NoSuchBucket', message: 'no such bucket' });
    expect(other).toMatchObject({ type: 'TypeError', stack: expect.stringContaining('log.test') });
  });

  it('what the command itself says is an object, too', () => {
    expect(JSON.parse(tell({ logFormat: 'json' }, 'polling'))).toMatchObject({ level: 'info', message: 'polling' });
  });
});

describe('as text', () => {
  it('an entry is one line with its job and activity', () => {
    const { lines, log } = logged({ logLevel: 'info', logFormat: 'text' });

    log.info('S3 throttles\nand more', { ...ACTIVITY, bucket: 'photos' });

    expect(lines).toEqual(['info: S3 throttles bucket=photos [s3-cleanup/photos abortUploads]']);
  });
});

it('says nothing below its level', () => {
  const { lines, log } = logged({ logLevel: 'warn', logFormat: 'text' });

  log.info('Worker state changed');
  log.debug('abortUploads done');

  expect(lines).toEqual([]);
});

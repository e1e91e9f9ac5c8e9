import { MockActivityEnvironment } from '@temporalio/testing';
import type { LogEntry } from '@temporalio/worker';
import { DefaultLogger } from '@temporalio/worker';
import type { Problem, RequestCounts } from '../../../activities/contract.ts';
import { Journal } from '../../../activities/frame/journal.ts';
import { s3Failure, target } from '../support/fake-gateway.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

interface Answer {
  requests?: Partial<RequestCounts>;
  problems?: Problem[];
  unknown?: string[];
}

let clock: VirtualClock;
let journal: Journal;
let entries: LogEntry[];

beforeEach(() => {
  clock = new VirtualClock();
  journal = new Journal(clock);
  entries = [];
});

/** One activity on a bucket, with this answer or this failure. */
async function run(answer: Answer | Error, bucket = 'photos'): Promise<void> {
  const logger = new DefaultLogger('DEBUG', (entry) => entries.push(entry));
  const activity = journal.keep(async (_: object): Promise<Answer> => {
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const input = { target: { ...target, bucket }, uploads: [{ key: 'secret key' }] };
  await new MockActivityEnvironment({}, { logger }).run(activity, input).catch(() => {});
}

/** Of our own entries at this level, the bucket and what else is told of it. The SDK's say nothing of buckets. */
function told(level: LogEntry['level'], ...fields: string[]) {
  return entries
    .filter(({ level: at, meta = {} }) => at === level && 'bucket' in meta)
    .map(({ meta = {} }) => Object.fromEntries(['bucket', ...fields].map((name) => [name, (meta as never)[name]])));
}

it('tells at debug level of each page that is done', async () => {
  await run({ requests: { abort: 1, throttled: 0 } });

  expect(told('DEBUG', 'uploads', 'requests')).toEqual([{ bucket: 'photos', uploads: 1, requests: 1 }]);
  expect(told('WARN')).toEqual([]);
});

it('warns of throttling once a minute for each bucket, however often it happens', async () => {
  for (const _ of Array(10)) await run({ requests: { abort: 20, throttled: 3 } });
  await run({ requests: { abort: 20, throttled: 3 } }, 'logs');

  expect(told('WARN', 'throttled')).toEqual([
    { bucket: 'photos', throttled: 3 },
    { bucket: 'logs', throttled: 3 },
  ]);

  await clock.sleep(60_000, new AbortController().signal);
  await run({ requests: { abort: 20, throttled: 3 } });

  expect(told('WARN')).toHaveLength(3);
});

it('warns when an outage of S3 begins and when it has ended, not in between', async () => {
  await run(s3Failure('ECONNRESET', 'ListMultipartUploads'));
  await run(s3Failure('InternalError', 'ListParts'));
  await clock.sleep(90_000, new AbortController().signal);
  await run({ requests: { list: 1 } }, 'logs');
  await run({ requests: { list: 1 } });

  expect(told('WARN', 'code', 'operation', 'seconds')).toEqual([
    { bucket: 'photos', code: 'ECONNRESET', operation: 'ListMultipartUploads' },
    { bucket: 'photos', seconds: 90 },
  ]);
});

it('warns that access is denied, to single uploads or at all', async () => {
  const denied = { index: 0, reason: 'AccessDenied' };
  await run({ problems: [denied, { index: 1, reason: 'InternalError' }] });
  await run(s3Failure('AccessDenied', 'ListMultipartUploads'), 'logs');

  expect(told('WARN', 'uploads', 'operation')).toEqual([
    { bucket: 'photos', uploads: 1 },
    { bucket: 'logs', operation: 'ListMultipartUploads' },
  ]);
});

it('warns, too, of uploads that nobody may look into before their abort', async () => {
  await run({ unknown: ['AccessDenied', 'InvalidRequest'] });

  expect(told('WARN', 'uploads')).toEqual([{ bucket: 'photos', uploads: 1 }]);
});

it('names no key', async () => {
  await run({ problems: [{ index: 0, reason: 'AccessDenied' }], requests: { throttled: 1 } });

  expect(entries.length).toBeGreaterThan(0);
  expect(JSON.stringify(entries.map(({ message, meta }) => [message, meta]))).not.toContain('secret key');
});

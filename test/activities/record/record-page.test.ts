import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadToVerify } from '../../../activities/contract.ts';
import type { ObjectToPut } from '../../../activities/s3/gateway.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { Attempt } from '../support/activity-environment.ts';
import { FakeGateway, hang, limits, s3Failure, target, upload, uploads } from '../support/fake-gateway.ts';

const record = 's3://audit/cleanup/photos/run/000001.ndjson';
const part = { size: 5, modified: '2026-01-01T00:00:00Z' };

type Behaviour = ConstructorParameters<typeof FakeGateway>[0];

/** A bucket whose objects are kept, beside a bucket of which all uploads are gone unless told otherwise. */
function store(behaviour: Behaviour = {}) {
  const objects = new Map<string, string>();
  const putObject = async ({ key, body }: ObjectToPut, _: AbortSignal, { bucket }: { bucket: string }) => {
    objects.set(`s3://${bucket}/${key}`, body);
  };
  return { objects, gateway: new FakeGateway({ putObject, ...behaviour }) };
}

const verify = (gateway: FakeGateway, given: UploadToVerify[] = uploads(3), attempt = new Attempt(gateway)) =>
  attempt.verify({ target, uploads: given, record, limits });

function linesOf(body = ''): Array<Record<string, unknown>> {
  return body
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

describe('the record of a page', () => {
  it('is one object, with a line for each upload that is proven gone', async () => {
    const { gateway, objects } = store();
    const begunAt = new Date().toISOString();

    const { remaining, requests } = await verify(gateway, [
      { ...upload('a'), bytes: 5 },
      { ...upload('b'), isAlreadyGone: true },
      { ...upload('c'), isBack: true },
    ]);

    expect([...objects.keys()]).toEqual([record]);
    const line = { bucket: 'photos', initiated: '2025-06-01T00:00:00Z', provenAt: expect.any(String) };
    expect(linesOf(objects.get(record))).toEqual([
      { ...line, key: 'a', uploadId: 'id of a', bytes: 5, done: 'gone' },
      { ...line, key: 'b', uploadId: 'id of b', done: 'alreadyGone' },
      { ...line, key: 'c', uploadId: 'id of c', done: 'gone', again: true },
    ]);
    const times = linesOf(objects.get(record)).map(({ provenAt }) => String(provenAt));
    expect(times.every((time) => time >= begunAt && time <= new Date().toISOString())).toBe(true);
    expect([remaining, requests]).toEqual([[], { listParts: 3, putObject: 1 }]);
  });

  it('keeps a line a line, whatever is in a key', async () => {
    const { gateway, objects } = store();
    const keys = ['a\nb', '"', '\u2028', '\ud800', '日本'];

    await verify(
      gateway,
      keys.map((key) => upload(key)),
    );

    expect(linesOf(objects.get(record)).map(({ key }) => key)).toEqual(keys);
  });

  it('leaves out what remains and what nobody knows about', async () => {
    const { gateway, objects } = store({
      listParts: async ({ key }) => {
        if (key === 'key-00001') return { parts: [part] };
        throw s3Failure(key === 'key-00002' ? 'AccessDenied' : 'NoSuchUpload', 'ListParts');
      },
    });

    await verify(gateway);

    expect(linesOf(objects.get(record)).map(({ key }) => key)).toEqual(['key-00000']);
  });

  it('is written where nothing was proven, too: an earlier attempt may have written lines that are not true any more', async () => {
    const { gateway, objects } = store({ listParts: async () => ({ parts: [part] }) });
    objects.set(record, 'of an attempt that found them gone, before parts landed\n');

    await verify(gateway);

    expect(objects.get(record)).toBe('');
  });

  it('is that of all uploads after a crash in the middle, and there is no second object', async () => {
    const { gateway, objects } = store();
    objects.set(record, 'of an attempt whose answer was lost\n');
    const crashed = new Attempt(gateway, { attempt: 2, heartbeatDetails: { verified: 2, of: 3 } });

    const { remaining } = await verify(gateway, uploads(3), crashed);

    expect(remaining).toEqual([]);
    expect([...objects.keys()]).toEqual([record]);
    expect(linesOf(objects.get(record))).toHaveLength(3);
  });

  it('is not written where S3 hangs for longer than a cancelled activity waits for it: the page is proven anew', async () => {
    const { gateway, objects } = store({ listParts: (_upload, _after, signal) => hang(signal) });
    const attempt = new Attempt(gateway);
    const verified = verify(gateway, uploads(3), attempt);
    attempt.cancel();

    await expect(verified).rejects.toBeDefined();
    expect(objects.size).toBe(0);
  });

  it('is of what was proven where the cancelled activity can still answer', async () => {
    let attempt: Attempt | undefined;
    const { gateway, objects } = store({
      listParts: async ({ key }) => {
        if (key === 'key-00001') attempt?.cancel();
        throw s3Failure('NoSuchUpload', 'ListParts');
      },
    });
    attempt = new Attempt(gateway);

    const { left } = await attempt.verify({ target, uploads: uploads(3), record, limits: { concurrency: 1 } });

    expect(left).toEqual([2]);
    expect(linesOf(objects.get(record)).map(({ key }) => key)).toEqual(['key-00000', 'key-00001']);
  });

  it('that S3 throttles is written again, at the pace of its own bucket', async () => {
    const refusals = [s3Failure('SlowDown', 'PutObject'), s3Failure('InternalError', 'PutObject')];
    const bodies: string[] = [];
    const { gateway } = store({
      putObject: async ({ body }) => {
        const refusal = refusals.shift();
        if (refusal) throw refusal;
        bodies.push(body);
      },
    });

    const { requests } = await verify(gateway);

    expect(requests).toEqual({ listParts: 3, putObject: 3, throttled: 1 });
    expect(bodies).toHaveLength(1);
  });

  it.each([
    ['AccessDenied', 'AccessDenied'],
    ['NoSuchBucket', 'InvalidInput'],
  ])(
    'that S3 refuses with %s fails the activity with %s, to be tried again: no page counts without its lines',
    async (code, type) => {
      const { gateway } = store({ putObject: () => Promise.reject(s3Failure(code, 'PutObject')) });

      await expect(verify(gateway)).rejects.toMatchObject({
        type,
        nonRetryable: false,
        message: expect.stringContaining(`the record: ${code} on PutObject`),
      });
    },
  );

  it('costs a job without one nothing', async () => {
    const { gateway, objects } = store();

    const answer = await new Attempt(gateway).verify({ target, uploads: uploads(3), limits });

    expect(answer).toEqual({ remaining: [], requests: { listParts: 3 } });
    expect(objects.size).toBe(0);
  });
});

describe('a record in a folder of the worker', () => {
  const inFolder = 'folder:cleanup/photos/run/000001.ndjson';

  it('is a file of the same lines, and nothing beside it', async () => {
    const folder = await tempFolder();
    try {
      const attempt = () => new Attempt(new FakeGateway(), {}, undefined, { recordFolder: folder.path });
      for (let n = 0; n < 2; n += 1) {
        await attempt().verify({ target, uploads: uploads(3), record: inFolder, limits });
      }

      const path = join(folder.path, 'cleanup', 'photos', 'run');
      expect(await readdir(path)).toEqual(['000001.ndjson']);
      expect(linesOf(await readFile(join(path, '000001.ndjson'), 'utf8'))).toHaveLength(3);
    } finally {
      await folder.remove();
    }
  });

  it('waits for a worker that has the folder', async () => {
    const verified = new Attempt(new FakeGateway()).verify({ target, uploads: uploads(1), record: inFolder, limits });

    await expect(verified).rejects.toMatchObject({
      type: 'InvalidInput',
      nonRetryable: false,
      message: expect.stringContaining('start every worker with --record-folder'),
    });
  });

  it('is not written where a place leads out of the folder', async () => {
    const folder = await tempFolder();
    try {
      const attempt = new Attempt(new FakeGateway(), {}, undefined, { recordFolder: join(folder.path, 'records') });
      const outside = 'folder:../000001.ndjson';

      const verified = attempt.verify({ target, uploads: uploads(1), record: outside, limits });

      await expect(verified).rejects.toMatchObject({ type: 'InvalidInput' });
      expect(await readdir(folder.path)).toEqual([]);
    } finally {
      await folder.remove();
    }
  });
});

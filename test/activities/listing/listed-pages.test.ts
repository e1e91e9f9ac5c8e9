import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter, type PayloadCodec } from '@temporalio/common';
import { msToNumber } from '@temporalio/common/lib/time';
import { ListedPages } from '../../../activities/listing/listed-pages.ts';
import { UPLOADS_POLICY } from '../../../workflows/durable/policies.ts';
import { dataConverter } from '../../support/encrypting.ts';
import { Attempt } from '../support/activity-environment.ts';
import { FakeGateway, limits, target, upload, uploads } from '../support/fake-gateway.ts';

const five = () => new FakeGateway({ listUploads: async () => ({ uploads: uploads(5) }) });
const keysAsked = ({ calls }: FakeGateway) => calls.map(({ key }) => key).sort();
const execution = { workflowId: 'cleanup', runId: 'run' };

/** What the history of the run has of one activity. */
interface Event {
  activity: string;
  answer?: unknown;
}

/** Temporal, which has this history of the run. */
function clientOf(events: Event[], codecs: PayloadCodec[] = []) {
  const options = { connection: Connection.lazy(), dataConverter: { payloadCodecs: codecs } };
  const client = new Client(options);
  const read: unknown[] = [];
  Object.assign(client.workflow, {
    getHandle: (...of: unknown[]) => ({
      fetchHistory: async () => {
        read.push(of);
        return { events: (await Promise.all(events.map((event, at) => eventsOf(event, at, codecs)))).flat() };
      },
    }),
  });
  return { client, read };
}

async function eventsOf({ activity, answer }: Event, at: number, codecs: PayloadCodec[]) {
  const scheduledEventId = 3 * at + 1;
  const activityTaskScheduledEventAttributes = { activityId: `${at}`, activityType: { name: activity } };
  const scheduled = { eventId: scheduledEventId, activityTaskScheduledEventAttributes };
  if (answer === undefined) return [scheduled];
  let payloads = [defaultPayloadConverter.toPayload(answer)];
  for (const codec of codecs)
    payloads = await codec.encode(payloads, { type: 'activity', namespace: '', isLocal: false });
  return [scheduled, { activityTaskCompletedEventAttributes: { scheduledEventId, result: { payloads } } }];
}

/** Puts a mark before the data, and takes no other away. */
const marking = (mark: number): PayloadCodec => ({
  encode: async (payloads) =>
    payloads.map((payload) => ({ ...payload, data: Buffer.from([mark, ...(payload.data ?? [])]) })),
  decode: async (payloads) =>
    payloads.map((payload) => {
      if (payload.data?.[0] !== mark) throw new Error('not encoded so');
      return { ...payload, data: payload.data.slice(1) };
    }),
});

describe('activities that are told of uploads by their page', () => {
  it('do the same as with their names', async () => {
    const gateway = five();
    const attempt = new Attempt(gateway);
    const { digest: page = '' } = await attempt.list({ target });
    gateway.calls.length = 0;

    const aborted = await attempt.abort({ target, uploads: [{ page, at: '0-1 4' }, upload('other')], limits });
    const verified = await attempt.verify({ target, uploads: [upload('first'), { page, at: '3' }], limits });
    const inspected = await attempt.inspect({ target, uploads: [{ page, at: '2' }], measure: true, limits });

    expect(aborted).toMatchObject({ problems: [], requests: { abort: 4 } });
    expect(verified.requests).toEqual({ listParts: 2 });
    expect(inspected.requests).toEqual({ listParts: 1 });
    expect(keysAsked(gateway)).toEqual([
      'first',
      'key-00000',
      'key-00001',
      'key-00002',
      'key-00003',
      'key-00004',
      'other',
    ]);
  });

  it('answer by the positions of the uploads, not of the pages', async () => {
    const gateway = new FakeGateway({
      listUploads: async () => ({ uploads: uploads(3) }),
      listParts: async ({ key }) => ({ parts: key === 'key-00002' ? [{ number: 1, size: 1, modified: '' }] : [] }),
    });
    const attempt = new Attempt(gateway);
    const { digest: page = '' } = await attempt.list({ target });

    const { remaining } = await attempt.verify({
      target,
      uploads: [
        { page, at: '0' },
        { page, at: '2' },
      ],
      limits,
    });

    expect(remaining).toEqual([{ index: 1, reason: 'PartsRemain' }]);
  });

  it('refuse what the selection does not have, before any request', async () => {
    const gateway = five();
    const attempt = new Attempt(gateway);
    const { digest: page = '' } = await attempt.list({ target });
    gateway.calls.length = 0;

    const refused = attempt.abort({ target, uploads: [{ page, at: '0' }], selection: { prefix: 'z' }, limits });

    await expect(refused).rejects.toMatchObject({ type: 'InvalidInput' });
    expect(gateway.calls).toEqual([]);
  });
});

describe('a worker that has not listed a page', () => {
  const page = new ListedPages().keep(uploads(5));
  const answer = { uploads: uploads(5), digest: page };
  const abortThere = (client: Client | undefined, gateway = five()) => {
    const options = client ? { client } : {};
    const attempt = new Attempt(gateway, { workflowExecution: execution }, undefined, options);
    return attempt.abort({ target, uploads: [{ page, at: '1-2' }], limits });
  };

  it('reads it in the history of the run', async () => {
    const gateway = five();
    const { client, read } = clientOf([{ activity: 'listUploads', answer }]);
    await abortThere(client, gateway);

    expect(keysAsked(gateway)).toEqual(['key-00001', 'key-00002']);
    expect(read).toEqual([['cleanup', 'run']]);
  });

  it('reads the others with it, and history no more', async () => {
    const { client, read } = clientOf([
      { activity: 'listUploads', answer },
      { activity: 'listUploads', answer: { uploads: [upload('z')] } },
    ]);
    const attempt = new Attempt(five(), { workflowExecution: execution }, undefined, { client });
    const other = new ListedPages().keep([upload('z')]);
    await attempt.abort({
      target,
      uploads: [
        { page, at: '0' },
        { page: other, at: '0' },
      ],
      limits,
    });
    await attempt.verify({ target, uploads: [{ page: other, at: '0' }], limits });

    expect(read).toHaveLength(1);
  });

  it('reads history once for all pages of an activity, however many it has: it keeps a few of them only', async () => {
    const pages = Array.from({ length: 200 }, (_, index) => [upload(`page-${index}`)]);
    const { client, read } = clientOf(
      pages.map((listed) => ({ activity: 'listUploads', answer: { uploads: listed } })),
    );
    const gateway = five();
    const attempt = new Attempt(gateway, { workflowExecution: execution }, undefined, { client });
    const told = pages.map((listed) => ({ page: new ListedPages().keep(listed), at: '0' }));
    await attempt.abort({ target, uploads: told, limits });

    expect(gateway.calls).toHaveLength(200);
    expect(read).toHaveLength(1);
  });

  it.each([
    ['encrypted', dataConverter.payloadCodecs ?? []],
    ['encoded by several codecs', [marking(2), marking(5)]],
  ])('reads it where payloads are %s', async (_, codecs) => {
    const gateway = five();
    await abortThere(clientOf([{ activity: 'listUploads', answer }], codecs).client, gateway);

    expect(keysAsked(gateway)).toHaveLength(2);
  });

  const unreadable = new Client({ connection: Connection.lazy() });
  Object.assign(unreadable.workflow, {
    getHandle: () => ({ fetchHistory: () => Promise.reject(new Error('PERMISSION_DENIED')) }),
  });
  const unknown = expect.objectContaining({ type: 'NamesUnknown', nonRetryable: true });

  it.each([
    ['that it cannot read', unreadable],
    ['that nobody gives it', undefined],
    ['where the listing has no answer yet', clientOf([{ activity: 'listUploads' }]).client],
    ['where another activity answered so', clientOf([{ activity: 'surveyUploads', answer }]).client],
    ['where another page was listed', clientOf([{ activity: 'listUploads', answer: { uploads: uploads(4) } }]).client],
  ])('asks nothing of S3 and says that it does not know the names, with a history %s', async (_, client) => {
    const gateway = five();

    await expect(abortThere(client, gateway)).rejects.toEqual(unknown);
    expect(gateway.calls).toEqual([]);
  });

  it.each([
    ['nothing in its first attempt', { attempt: 1 }, {}],
    [
      'what the attempt before had come to',
      { attempt: 2, heartbeatDetails: { aborted: 3 } },
      { progress: { aborted: 3 } },
    ],
    ['that an attempt before said nothing', { attempt: 2, heartbeatDetails: undefined }, { progress: {} }],
  ])('says %s', async (_, info, details) => {
    const refused = new Attempt(five(), info).abort({ target, uploads: [{ page, at: '0' }], limits });

    await expect(refused).rejects.toMatchObject({ details: [details] });
  });

  it('says what an activity before it had come to, where the attempts of this one said nothing', async () => {
    const before = { aborted: 4 };
    const refused = new Attempt(five(), { attempt: 2 }).abort({ target, uploads: [{ page, at: '0' }], before, limits });

    await expect(refused).rejects.toMatchObject({ details: [{ progress: before }] });
  });

  it('waits for Temporal for less time than it may be without a heartbeat', async () => {
    jest.useFakeTimers();
    const silent = new Client({ connection: Connection.lazy() });
    Object.assign(silent.workflow, { getHandle: () => ({ fetchHistory: () => new Promise(() => {}) }) });
    const refused = expect(abortThere(silent)).rejects.toEqual(unknown);
    await jest.advanceTimersByTimeAsync(msToNumber(UPLOADS_POLICY.heartbeatTimeout ?? 0) - 1_000);
    jest.useRealTimers();

    await refused;
  });
});

describe('pages that were listed', () => {
  it('have the same name where they have the same uploads, and another one otherwise', () => {
    const pages = new ListedPages();

    expect(pages.keep(uploads(3))).toBe(new ListedPages().keep(uploads(3)));
    expect(pages.keep(uploads(3))).not.toBe(pages.keep(uploads(4)));
    expect(pages.keep([upload('a')])).not.toBe(pages.keep([upload('a', undefined, 'another')]));
  });

  it('are kept for a while: the last 80', async () => {
    const pages = new ListedPages();
    const digests = Array.from({ length: 81 }, (_, index) => pages.keep([upload(`${index}`)]));
    const ask = pages.told(
      async ({ uploads: named }: { uploads: Array<{ key: string; uploadId: string }> }) => named[0]?.key,
    );
    const asked = (index: number) => ask({ uploads: [{ page: digests[index] ?? '', at: '0' }] });

    expect(await asked(80)).toBe('80');
    expect(await asked(1)).toBe('1');
    await expect(asked(0)).rejects.toThrow();
  });

  it('that are empty have no name', async () => {
    const empty = new FakeGateway({ listUploads: async () => ({ uploads: [] }) });

    expect(await new Attempt(empty).list({ target })).not.toHaveProperty('digest');
  });
});

import { createHmac } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities, type Receivers } from '../../../activities/index.ts';
import type { JobEvent } from '../../../activities/notify/contract.ts';
import { type Delivery, type WebhookReceiver, webhookReceiver } from '../../support/webhook-receiver.ts';
import { FakeGateway } from '../support/fake-gateway.ts';

const secret = 'a secret of more than 24 characters';
const event: JobEvent = {
  ...{
    id: 'run',
    event: 'done',
    workflowId: 's3-cleanup/photos',
    runId: 'run',
    workflowType: 'cleanupMultipartUploads',
  },
  endedAt: '2026-02-01T00:00:00Z',
  report: { bucket: 'photos', outcome: 'clean', kept: 'ü' },
};

let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await webhookReceiver();
});
afterEach(() => receiver.close());

const environment = () => new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
const activities = (notifications: Receivers = { ops: { url: receiver.url, secret } }) =>
  createActivities({ s3: () => new FakeGateway(), notifications });
const notify = (notifications?: Receivers) =>
  environment().run(activities(notifications).notifyReceiver, { receiver: 'ops', event });

describe('a webhook', () => {
  it('says how the job ended, in one request', async () => {
    expect(await notify()).toEqual({ requests: {} });

    expect(receiver.deliveries).toMatchObject([
      { path: '/hooks/s3?token=in-the-url', headers: { 'content-type': 'application/json' }, event },
    ]);
  });

  it('is signed over its ID, its time and its body', async () => {
    const begunAt = Math.floor(Date.now() / 1_000);
    await notify();

    const { headers, body } = receiver.deliveries[0] as Delivery;
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = headers;
    const expected = createHmac('sha256', secret).update(`${id}.${at}.${body}`).digest('base64');
    expect([id, signature]).toEqual(['run', `v1,${expected}`]);
    expect(Number(at)).toBeGreaterThanOrEqual(begunAt);
  });

  it('is signed as the example of Standard Webhooks is, by a secret in base64', async () => {
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    await notify({ ops: { url: receiver.url, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' } });

    const { headers, body } = receiver.deliveries[0] as Delivery;
    const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(text).digest('base64')}`);
  });

  it.each([
    [500, false],
    [503, false],
    [429, false],
    [408, false],
    [301, true],
    [401, true],
    [404, true],
  ])('that is answered %d fails, for good: %s; what it says holds no secret', async (status, isFinal) => {
    receiver.answers.push(status);

    const failure = await notify().catch((error: Error) => error);

    expect(failure).toMatchObject({ type: 'NotNotified', nonRetryable: isFinal });
    expect((failure as Error).message).toBe(`the receiver "ops" was not notified: it answered HTTP ${status}`);
    expect(receiver.deliveries).toHaveLength(1);
  });

  it('that nobody answers is tried again', async () => {
    const { url } = receiver;
    await receiver.close();

    const failure = await notify({ ops: { url, secret } }).catch((error: Error) => error);

    expect(failure).toMatchObject({ type: 'NotNotified', nonRetryable: false });
    expect((failure as Error).message).toContain('ECONNREFUSED');
    expect(JSON.stringify(failure)).not.toMatch(/in-the-url|a secret/);
    receiver = await webhookReceiver();
  });
});

describe('a receiver', () => {
  const check = (name: string) => environment().run(activities().checkReceiver, { receiver: name });

  it('that is known is not asked', async () => {
    await check('ops');

    expect(receiver.deliveries).toEqual([]);
  });

  it.each(['dev', 'toString'])('that is called %s is not known: those that are, are named', async (name) => {
    await expect(check(name)).rejects.toMatchObject({
      type: 'InvalidInput',
      nonRetryable: true,
      message: expect.stringContaining(`no receiver "${name}" on this worker; it has: ops`),
    });
  });
});

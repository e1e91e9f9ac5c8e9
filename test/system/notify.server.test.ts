import { createHmac } from 'node:crypto';
import { System } from '../support/system.ts';
import { type WebhookReceiver, webhookReceiver } from '../support/webhook-receiver.ts';

const secret = 'a secret of more than 24 characters';

describe('a job on the simulated S3 that notifies somebody', () => {
  let receiver: WebhookReceiver;
  let system: System;
  beforeAll(async () => {
    receiver = await webhookReceiver();
    system = await System.begin({}, {}, { notifications: { ops: { url: receiver.url, secret } } });
    system.s3.createBucket('photos');
  });
  afterAll(async () => {
    await system.end();
    await receiver.close();
  });

  it('sends one signed report after an answer of 500, and no secret is in the history', async () => {
    system.s3.seedUpload('photos', { key: 'a', parts: [{ size: 1 }] });
    receiver.answers.push(500);

    const job = await system.start({ bucket: 'photos', notify: 'ops' });
    const { notified, ...report } = await job.result();

    expect(notified).toEqual({ receiver: 'ops', delivered: true });
    expect(receiver.deliveries).toHaveLength(2);
    const [first, second] = receiver.deliveries;
    expect(second?.event).toMatchObject({ event: 'done', workflowId: job.workflowId, report });
    expect(second?.body).toBe(first?.body);
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = second?.headers ?? {};
    const expected = createHmac('sha256', secret).update(`${id}.${at}.${second?.body}`).digest('base64');
    expect(signature).toBe(`v1,${expected}`);
    const history = await system.temporal.env.client.workflow.getHandle(job.workflowId).fetchHistory();
    const text = JSON.stringify(history, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
    );
    expect(text).toContain('checkReceiver');
    expect(text).not.toMatch(/a secret of|in-the-url/);
  });
});

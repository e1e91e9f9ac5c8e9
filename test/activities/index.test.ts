import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities, unknownConnection } from '../../activities/index.ts';
import { type FakeGateway, limits, target, uploads } from './support/fake-gateway.ts';

const run = (s3: () => FakeGateway) => {
  const { verifyUploads } = createActivities({ s3 });
  return new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(verifyUploads, {
    target,
    uploads: uploads(1),
    limits,
  });
};

describe('a connection', () => {
  it.each([
    ['unknownConnection', unknownConnection('default', ['minio'])],
    ['whatever it likes', new Error('never heard of it')],
  ])('that the worker does not know, which throws %s, fails with UnknownConnection for good', async (_, error) => {
    const failed = run(() => {
      throw error;
    });

    await expect(failed).rejects.toMatchObject({ type: 'UnknownConnection', nonRetryable: true });
  });
});

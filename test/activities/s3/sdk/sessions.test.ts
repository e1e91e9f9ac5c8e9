import type { CreateSessionCommandOutput } from '@aws-sdk/client-s3';
import { createSessions } from '../../../../activities/s3/sdk/sessions.ts';

const identity = { accessKeyId: 'AKIA1', secretAccessKey: 'x' };
const bucket = { Bucket: 'fast--use1-az4--x-s3' };

/** Sessions of five minutes, numbered in the order of their creation; the first `failures` fail. */
function sessionsOf(failures = 0) {
  const state = { now: 0, created: 0 };
  const createSession = async (): Promise<CreateSessionCommandOutput> => {
    state.created += 1;
    if (state.created <= failures) throw new Error('down');
    const Expiration = new Date(state.now + 300_000);
    const Credentials = { AccessKeyId: `${state.created}`, SecretAccessKey: 'x', SessionToken: 'x', Expiration };
    return { Credentials, $metadata: {} };
  };
  return { state, sessions: createSessions(createSession, () => state.now) };
}

describe('a session', () => {
  it('is created once for all requests', async () => {
    const { sessions, state } = sessionsOf();

    await Promise.all([1, 2, 3].map(() => sessions.getS3ExpressIdentity(identity, bucket)));
    await sessions.getS3ExpressIdentity(identity, bucket);

    expect(state.created).toBe(1);
  });

  it('is renewed in its last minute, once', async () => {
    const { sessions, state } = sessionsOf();
    await sessions.getS3ExpressIdentity(identity, bucket);
    state.now = 240_001;

    const renewed = await Promise.all([1, 2, 3].map(() => sessions.getS3ExpressIdentity(identity, bucket)));

    expect(renewed.map(({ accessKeyId }) => accessKeyId)).toEqual(['2', '2', '2']);
  });

  it('that could not be created is created by the next request', async () => {
    const { sessions } = sessionsOf(1);

    await expect(sessions.getS3ExpressIdentity(identity, bucket)).rejects.toThrow();

    expect((await sessions.getS3ExpressIdentity(identity, bucket)).accessKeyId).toBe('2');
  });

  it('belongs to one bucket and one access key', async () => {
    const { sessions, state } = sessionsOf();

    await sessions.getS3ExpressIdentity(identity, bucket);
    await sessions.getS3ExpressIdentity({ ...identity, accessKeyId: 'AKIA2' }, bucket);
    await sessions.getS3ExpressIdentity(identity, { Bucket: 'other--use1-az4--x-s3' });

    expect(state.created).toBe(3);
  });
});

import type { CreateSessionCommandOutput, S3ClientConfig } from '@aws-sdk/client-s3';
import { Recent } from '../recent.ts';

type SessionProvider = NonNullable<S3ClientConfig['s3ExpressIdentityProvider']>;
type Session = Awaited<ReturnType<SessionProvider['getS3ExpressIdentity']>>;

/** A session lives for 5 minutes. It is renewed in its last minute. */
const RENEW_BEFORE_END_MS = 60_000;

/**
 * The sessions that directory buckets want, one for each bucket and access key. They replace the SDK's own cache, which
 * keeps a failed CreateSession for good and lets a failed renewal end the process (@aws-sdk/middleware-sdk-s3,
 * S3ExpressIdentityProviderImpl).
 */
export function createSessions(
  createSession: (bucket: string) => Promise<CreateSessionCommandOutput>,
  now: () => number = Date.now,
): SessionProvider {
  const sessions = new Recent<Promise<Session>>();

  const begin = (name: string, bucket: string): Promise<Session> => {
    const session = createSession(bucket).then(asSession);
    sessions.set(name, session);
    session.catch(() => {
      if (sessions.get(name) === session) sessions.delete(name);
    });
    return session;
  };

  return {
    async getS3ExpressIdentity({ accessKeyId }, { Bucket: bucket = '' }) {
      const name = `${bucket} ${accessKeyId}`;
      const known = sessions.get(name);
      if (!known) return begin(name, bucket);
      const session = await known;
      if (now() < renewalOf(session)) return session;
      const renewed = sessions.get(name);
      return renewed && renewed !== known ? renewed : begin(name, bucket);
    },
  };
}

function asSession({ Credentials: credentials }: CreateSessionCommandOutput): Session {
  if (!credentials?.AccessKeyId || !credentials.SecretAccessKey || !credentials.SessionToken) {
    throw new Error('CreateSession answered without credentials');
  }
  return {
    accessKeyId: credentials.AccessKeyId,
    secretAccessKey: credentials.SecretAccessKey,
    sessionToken: credentials.SessionToken,
    ...(credentials.Expiration && { expiration: credentials.Expiration }),
  };
}

function renewalOf(session: Session): number {
  return (session.expiration?.getTime() ?? 0) - RENEW_BEFORE_END_MS;
}

import { notImplemented } from './errors.ts';
import { type Reply, xmlReply } from './reply.ts';
import { SECRETS, SESSION_ACCESS_KEY } from './signature.ts';
import type { Call } from './simulation.ts';
import { element, xmlDocument } from './xml.ts';

/** CreateSession on a directory bucket. */
export function createSession({ simulation, request, bucket }: Call): Reply {
  if (!bucket.isDirectory) return notImplemented('session');
  const isReadOnly = request.headers['x-amz-create-session-mode'] === 'ReadOnly';
  const { token, session } = simulation.sessions.create(bucket.name, isReadOnly, simulation.now());
  const credentials =
    element('SessionToken', token) +
    element('SecretAccessKey', SECRETS[SESSION_ACCESS_KEY]) +
    element('AccessKeyId', SESSION_ACCESS_KEY) +
    element('Expiration', new Date(session.expires).toISOString());
  return xmlReply(xmlDocument('CreateSessionResult', `<Credentials>${credentials}</Credentials>`));
}

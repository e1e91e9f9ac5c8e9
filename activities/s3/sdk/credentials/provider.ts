import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { S3ConnectionConfig } from '../../connection-config.ts';
import { agentSays } from './agent.ts';
import { CredentialsUnavailable } from './credentials-unavailable.ts';
import { Hearsay } from './hearsay.ts';
import { type Source, sourceOf } from './sources.ts';

/** The credentials of a connection as the SDK's client takes them. Whatever their source throws is thrown as CredentialsUnavailable. */
export function credentialsOf(config: S3ConnectionConfig): NonNullable<S3ClientConfig['credentials']> {
  const { credentials, roleArn } = config;
  if (typeof credentials === 'object' && roleArn === undefined) return credentials;
  const hearsay = new Hearsay();
  return named(sourceOf(config, hearsay), hearsay);
}

/** Credentials that are still good outlive a source that fails: it is asked minutes before their end. */
function named(source: Source, hearsay: Hearsay): Source {
  let last: Awaited<ReturnType<Source>> | undefined;
  return async (properties) => {
    hearsay.takeAll();
    try {
      last = await source(properties);
      return last;
    } catch (error) {
      if (last?.expiration && last.expiration.getTime() > Date.now()) return last;
      throw new CredentialsUnavailable(await wordsOf(error, hearsay), error);
    }
  };
}

/** At the end of its chain, the SDK says only that it came to the end, or what the last link said. */
async function wordsOf(error: unknown, hearsay: Hearsay): Promise<string[]> {
  const words = error instanceof Error ? error.message : String(error);
  const saidByAgent = END_OF_CHAIN.test(words) || NO_SUCH_AGENT.test(words) ? await agentSays() : undefined;
  if (saidByAgent !== undefined) return [saidByAgent];
  return END_OF_CHAIN.test(words) ? [...hearsay.takeAll(), words] : [words];
}

const END_OF_CHAIN = /^Could not load credentials from any providers/;

/** Of the agent of a pod: the last link knows only those of this machine. */
const NO_SUCH_AGENT = /is not a valid container metadata service/;

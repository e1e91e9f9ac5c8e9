import { fromHttp } from '@aws-sdk/credential-providers';

/**
 * What the agent of the container or of the pod answers. The SDK's chain hides it: behind a sick agent it looks for credentials in
 * another way, which only works in containers of old. Undefined where there is no agent, or it is well again.
 */
export async function agentSays(): Promise<string | undefined> {
  try {
    await fromHttp({ maxRetries: 0 })();
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    return NO_AGENT.test(message) ? undefined : `the agent of AWS_CONTAINER_CREDENTIALS_FULL_URI: ${message}`;
  }
}

const NO_AGENT = /^No HTTP credential provider host provided/;

import { Refusal } from '../s3/failures.ts';

/** Who is told how jobs end. */
export interface Receiver {
  /** Where the webhook is sent. It may hold a secret, so no message quotes it. */
  url: string;
  /** Signs the webhook. `whsec_` and base64, as Standard Webhooks has it, or any text. */
  secret: string;
  /** `http://proxy:3128`. Default: HTTPS_PROXY and HTTP_PROXY, but for hosts of NO_PROXY. */
  proxy?: string;
  /** Certificates of authorities to trust besides those of Node, in PEM. Default: AWS_CA_BUNDLE. */
  caFile?: string;
}

/** Receivers by name: what the `notify` of an input may name. */
export type Receivers = Record<string, Receiver>;

/** Fails with InvalidInput, and names those that are known. */
export function receiverOf(name: string, receivers: Receivers): Receiver {
  const receiver = Object.hasOwn(receivers, name) ? receivers[name] : undefined;
  if (receiver) return receiver;
  const known = Object.keys(receivers).join(', ') || 'none';
  throw new Refusal('InvalidInput', `no receiver "${name}" on this worker; it has: ${known} (worker --notifications)`);
}

import type { Payload, PayloadCodec } from '@temporalio/common';

/** A codec server, as Temporal's own command and UI use it. */
export interface RemoteCodecOptions {
  /** `http://127.0.0.1:8081`; `{namespace}` in it stands for the namespace. */
  endpoint: string;
  /** Sent as the header Authorization. */
  auth?: string | undefined;
  namespace: string;
}

/** Thrown where a codec server does not answer, or refuses. The message names it. */
export class CodecUnavailable extends Error {
  override readonly name = 'CodecUnavailable';
}

const ANSWER_WITHIN_MS = 10_000;

/** Asks a codec server to encode and to decode. Source: temporalio/samples-server, remote-codec: POST …/encode, …/decode. */
export class RemoteCodec implements PayloadCodec {
  readonly #endpoint: string;
  readonly #headers: Record<string, string>;

  constructor({ endpoint, auth, namespace }: RemoteCodecOptions) {
    this.#endpoint = endpoint.replace('{namespace}', encodeURIComponent(namespace)).replace(/\/+$/, '');
    this.#headers = {
      'content-type': 'application/json',
      'x-namespace': namespace,
      ...(auth !== undefined && { authorization: auth }),
    };
  }

  encode(payloads: Payload[]): Promise<Payload[]> {
    return this.#ask('encode', payloads);
  }

  decode(payloads: Payload[]): Promise<Payload[]> {
    return this.#ask('decode', payloads);
  }

  async #ask(what: 'encode' | 'decode', payloads: Payload[]): Promise<Payload[]> {
    const url = `${this.#endpoint}/${what}`;
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: this.#headers,
        body: JSON.stringify({ payloads: payloads.map(toJson) }),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      const { payloads: answered } = (await answer.json()) as { payloads: JsonPayload[] };
      return answered.map(fromJson);
    } catch (cause) {
      throw new CodecUnavailable(`the codec server at ${url} does not answer as it should: ${reasonOf(cause)}`, {
        cause,
      });
    }
  }
}

/** A payload in the JSON of protobuf: bytes are base64. */
interface JsonPayload {
  metadata?: Record<string, string>;
  data?: string;
}

function toJson({ metadata, data }: Payload): JsonPayload {
  const entries = Object.entries(metadata ?? {}).map(([key, value]) => [key, toBase64(value)]);
  return { metadata: Object.fromEntries(entries), data: toBase64(data ?? new Uint8Array()) };
}

function fromJson({ metadata = {}, data = '' }: JsonPayload): Payload {
  const entries = Object.entries(metadata).map(([key, value]) => [key, Buffer.from(value, 'base64')]);
  return { metadata: Object.fromEntries(entries), data: Buffer.from(data, 'base64') };
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** Node's fetch says "fetch failed", and its cause why. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? message;
}

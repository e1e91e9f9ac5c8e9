import { extname, join } from 'node:path';
import type { DataConverter, LoadedDataConverter } from '@temporalio/common';

type Failure = Parameters<LoadedDataConverter['failureConverter']['failureToError']>[0];

/** What to do where payloads cannot be read, or would be written for everybody to read. */
export const GIVE_CONVERTER =
  "give their converter (--data-converter MODULE, the codec of temporal.toml, or the client's dataConverter)";

/** A converter that has codecs also encodes the messages of failures, which name buckets and keys, unless it says how to. */
export function withEncodedFailures(converter: DataConverter): DataConverter {
  if (!isEncoding(converter)) return converter;
  // JavaScript where published, TypeScript in the source tree.
  const failureConverterPath = join(__dirname, `encoded-failures${extname(__filename)}`);
  return { failureConverterPath, ...converter };
}

/** Whether payloads differ from JSON on their way to Temporal. */
export function isEncoding({ payloadCodecs = [] }: Pick<DataConverter, 'payloadCodecs'>): boolean {
  return payloadCodecs.length > 0;
}

/** The message of a failure as Temporal holds it, decoded where it is encoded. */
export async function decodedMessage(failure: Failure, converter: LoadedDataConverter): Promise<string> {
  const { message, encodedAttributes } = failure;
  if (!encodedAttributes) return message ?? '';
  try {
    const [decoded] = await decode([encodedAttributes], converter);
    const { failureConverter, payloadConverter } = converter;
    const readable = { message: message ?? null, encodedAttributes: decoded ?? null };
    return failureConverter.failureToError(readable, payloadConverter).message;
  } catch {
    return message ?? '';
  }
}

type Payloads = Parameters<LoadedDataConverter['payloadCodecs'][number]['decode']>[0];

/** In the order opposite to that of encoding. */
async function decode(payloads: Payloads, { payloadCodecs }: LoadedDataConverter): Promise<Payloads> {
  let decoded = payloads;
  for (const codec of [...payloadCodecs].reverse()) decoded = await codec.decode(decoded);
  return decoded;
}

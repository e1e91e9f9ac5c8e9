import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';

const KEY = Buffer.alloc(32, 'a key for tests only');
const IV_BYTES = 12;
const TAG_BYTES = 16;
const ENCODING = Buffer.from('binary/encrypted');

/** AES-256-GCM over the JSON of a payload, as the samples of Temporal do it. */
class Encrypting implements PayloadCodec {
  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => ({ metadata: { encoding: ENCODING }, data: encrypted(serialized(payload)) }));
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => {
      const isOurs = payload.metadata?.encoding && ENCODING.equals(payload.metadata.encoding);
      return isOurs ? deserialized(decrypted(Buffer.from(payload.data ?? []))) : payload;
    });
  }
}

export const dataConverter: DataConverter = { payloadCodecs: [new Encrypting()] };

function encrypted(plain: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', KEY, iv);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypted(bytes: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', KEY, bytes.subarray(0, IV_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
}

function serialized({ metadata, data }: Payload): Buffer {
  const entries = Object.entries(metadata ?? {}).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  const text = Buffer.from(data ?? []).toString('base64');
  return Buffer.from(JSON.stringify({ metadata: Object.fromEntries(entries), data: text }));
}

function deserialized(bytes: Buffer): Payload {
  const { metadata, data } = JSON.parse(bytes.toString()) as { metadata: Record<string, string>; data: string };
  const entries = Object.entries(metadata).map(([key, value]) => [key, Buffer.from(value, 'base64')]);
  return { metadata: Object.fromEntries(entries), data: Buffer.from(data, 'base64') };
}

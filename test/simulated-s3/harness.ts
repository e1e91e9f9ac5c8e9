import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { SimulatedS3, type SimulatedS3Options } from '../../simulated-s3/index.ts';

/** A fresh simulated S3 with the bucket `photos`, a client without retries and a clock, for each test of the file. */
export interface Harness {
  s3: SimulatedS3;
  client: S3Client;
  /** The server's clock: the real one, and what was added to it. */
  advance(ms: number): void;
  /** From here on the server's clock goes on with `advance` alone. */
  stopClock(): void;
}

export function useSimulatedS3(options: SimulatedS3Options = {}): Harness {
  let ahead = 0;
  let stoppedAt: number | undefined;
  const real = () => performance.timeOrigin + performance.now();
  const advance = (ms: number) => (ahead += ms);
  const stopClock = () => (stoppedAt = real());
  const harness = { advance, stopClock } as unknown as Harness;
  beforeEach(async () => {
    ahead = 0;
    stoppedAt = undefined;
    harness.s3 = await SimulatedS3.start({ now: () => (stoppedAt ?? real()) + ahead, ...options });
    harness.client = new S3Client({ ...harness.s3.clientConfig(), maxAttempts: 1 });
    harness.s3.createBucket('photos');
  });
  afterEach(async () => {
    harness.client.destroy();
    await harness.s3.stop();
  });
  return harness;
}

/** The input that names an upload. */
export function named({ key, uploadId }: { key: string; uploadId: string }, bucket = 'photos') {
  return { Bucket: bucket, Key: key, UploadId: uploadId };
}

/** A plain GET: the body, or the code of the network error, which the SDK hides in Jest's realm. */
export function rawGet(url: string): Promise<string> {
  return new Promise((resolve) => {
    const codeOf = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message);
    get(url, (response) => text(response).then(resolve, codeOf)).on('error', codeOf);
  });
}

/** Waits for what takes an unknown number of turns of the event loop. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}

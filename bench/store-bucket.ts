import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { KnownServer, ServerName } from '../test/conformance/servers/index.ts';
import type { Contender } from './contenders/index.ts';

/** One contender on one server. */
export interface StoreRow {
  store: ServerName;
  name: string;
  verifies: boolean;
  uploads: number;
  /** Whether the bucket held uploads afterwards: 0 is none, 1 is some. */
  left: number;
  seconds: number;
  /** Uploads a second. */
  rate: number;
  /** User and system, of the processes that did the work: neither the store's nor the Temporal server's. */
  cpuMsPerUpload: number;
}

const BUCKET = 'bench';
const IN_FLIGHT = 32;

/** Lets a contender empty a bucket of a server of its own. */
export async function measureOnStore(
  contender: Contender,
  store: ServerName,
  { start }: KnownServer,
  uploads: number,
): Promise<StoreRow> {
  const server = await start();
  const { endpoint, credentials } = server;
  const s3 = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true });
  try {
    await fill(s3, uploads);
    const { seconds, cpuMs } = await contender.clean({ endpoint, bucket: BUCKET, uploads });
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, MaxUploads: 1 }));
    const { name, verifies } = contender;
    const figures = { seconds, rate: uploads / seconds, cpuMsPerUpload: cpuMs / uploads };
    return { store, name, verifies, uploads, left: Uploads.length, ...figures };
  } finally {
    s3.destroy();
    await server.stop();
  }
}

/** Each upload with one part. */
async function fill(s3: S3Client, uploads: number): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  let next = 0;
  const lane = async () => {
    while (next < uploads) {
      next += 1;
      const name = { Bucket: BUCKET, Key: `videos/2026/11/recording-${String(next).padStart(8, '0')}.mp4` };
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand(name));
      await s3.send(new UploadPartCommand({ ...name, UploadId, PartNumber: 1, Body: 'a part' }));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

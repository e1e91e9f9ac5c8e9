import { Readable } from 'node:stream';
import { CreateMultipartUploadCommand, S3Client, UploadPartCommand } from '@aws-sdk/client-s3';

/** S3 takes a part once its last byte is there. */
const HALF = Buffer.alloc(64 * 1_024, 'x');

export interface PartInFlight {
  upload: { Bucket: string; Key: string; UploadId: string | undefined };
  /** Sends the second half. Answers the status, or why there was none. */
  land(): Promise<number | string>;
}

/** An upload, and a part of it of which half has been sent. */
export async function partInFlight(s3: S3Client, Bucket: string, Key: string): Promise<PartInFlight> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const body = new Readable({ read() {} });
  body.push(HALF);
  const upload = { Bucket, Key, UploadId };
  const part = { ...upload, PartNumber: 1, Body: body, ContentLength: 2 * HALF.length };
  const answered = send(new UploadPartCommand(part), s3);
  return {
    upload,
    async land() {
      body.push(HALF);
      body.push(null);
      return await answered;
    },
  };
}

/** A body that is not there yet has no checksum, and its signature does not cover it. */
async function send(command: UploadPartCommand, { config }: S3Client): Promise<number | string> {
  const { credentials, region } = config;
  const s3 = new S3Client({
    endpoint: config.endpoint as never,
    credentials,
    region,
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  command.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
      return next(args);
    },
    { step: 'build' },
  );
  const status = await s3.send(command).then(
    ({ $metadata }) => $metadata.httpStatusCode ?? 'no status',
    ({ name, $metadata }) => $metadata?.httpStatusCode ?? name,
  );
  s3.destroy();
  return status;
}

import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type MultipartUpload,
  NoSuchUpload,
  S3Client,
} from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { CREDENTIALS } from '../rig/simulated-s3.ts';
import { inFlight } from './in-flight.ts';
import { tellWhatIsSpent } from './spent.ts';

export interface SdkLoopSettings {
  endpoint: string;
  bucket: string;
  inFlight: number;
  /** ListParts right after each abort. */
  verifies: boolean;
}

const settings: SdkLoopSettings = JSON.parse(process.argv[2] ?? '');
const Bucket = settings.bucket;
const client = new S3Client({
  endpoint: settings.endpoint,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: CREDENTIALS,
  requestHandler: new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: settings.inFlight } }),
});

void tellWhatIsSpent(async () => {
  await inFlight(settings.inFlight, await listAll(), abort);
  client.destroy();
});

async function listAll(): Promise<MultipartUpload[]> {
  const uploads: MultipartUpload[] = [];
  let markers = {};
  for (;;) {
    const page = await client.send(new ListMultipartUploadsCommand({ Bucket, ...markers }));
    uploads.push(...(page.Uploads ?? []));
    if (!page.IsTruncated) return uploads;
    markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

async function abort({ Key, UploadId }: MultipartUpload): Promise<void> {
  await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  if (!settings.verifies) return;
  try {
    const { Parts = [] } = await client.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    if (Parts.length > 0) throw new Error(`parts remain of ${Key}`);
  } catch (error) {
    if (!(error instanceof NoSuchUpload)) throw error;
  }
}

import { setMaxListeners } from 'node:events';
import { createGateway } from '../../activities/index.ts';
import { S3Failure } from '../../activities/s3/failures.ts';
import type { ListedUpload } from '../../activities/s3/gateway.ts';
import { CREDENTIALS } from '../rig/simulated-s3.ts';
import { inFlight } from './in-flight.ts';
import { tellWhatIsSpent } from './spent.ts';

export interface BareLoopSettings {
  endpoint: string;
  bucket: string;
  inFlight: number;
}

const settings: BareLoopSettings = JSON.parse(process.argv[2] ?? '');
const { endpoint, bucket } = settings;
const target = { connection: 'default', bucket };
const { signal } = new AbortController();
// Every request in flight listens: Node would warn of a leak at the eleventh.
setMaxListeners(0, signal);
const gateway = createGateway({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: CREDENTIALS });

/** A pass that finds, aborts and verifies, and a fresh listing that finds nothing. */
void tellWhatIsSpent(async () => {
  const uploads = await listAll();
  await inFlight(settings.inFlight, uploads, (upload) => gateway.abortUpload(target, upload, signal));
  await inFlight(settings.inFlight, uploads, verify);
  if ((await listAll()).length > 0) throw new Error('uploads remain');
  gateway.close();
});

async function listAll(): Promise<ListedUpload[]> {
  const uploads: ListedUpload[] = [];
  let page = await gateway.listUploads({ target, maxUploads: 1_000 }, signal);
  for (;;) {
    uploads.push(...page.uploads);
    if (!page.next) return uploads;
    page = await gateway.listUploads({ target, maxUploads: 1_000, marker: page.next }, signal);
  }
}

async function verify(upload: ListedUpload): Promise<void> {
  try {
    const { parts } = await gateway.listParts(target, upload, undefined, signal);
    if (parts.length > 0) throw new Error(`parts remain of ${upload.key}`);
  } catch (error) {
    if (!(error instanceof S3Failure && error.kind === 'gone')) throw error;
  }
}

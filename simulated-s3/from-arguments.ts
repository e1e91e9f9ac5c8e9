import { parseArgs } from 'node:util';
import { startControlServer } from './control-server.ts';
import { seededTokens } from './random.ts';
import { SimulatedS3 } from './simulated-s3.ts';

const OPTIONS = {
  port: { type: 'string', default: '0' },
  'control-port': { type: 'string', default: '0' },
  bucket: { type: 'string', default: 'photos' },
  uploads: { type: 'string', default: '0' },
  'parts-per-upload': { type: 'string', default: '1' },
  /** Characters of a key, from 31. */
  'key-length': { type: 'string', default: '31' },
  /** Characters of an upload ID, up to 88. */
  'id-length': { type: 'string', default: '88' },
  latency: { type: 'string', default: '0' },
  rate: { type: 'string' },
  seed: { type: 'string', default: '1' },
  log: { type: 'string', default: 'counts' },
} as const;

/** Of the uploads: a job knows by name what may have begun after itself. */
const AGE_MS = 86_400_000;

/** What the process prints when it is ready. */
export interface Ready {
  endpoint: string;
  /** For SimulatedS3Control. */
  control: string;
  bucket: string;
}

/** A simulated S3 with one bucket and its control server, as the command line describes them. */
export async function startFromArguments(args: string[]): Promise<{ ready: Ready; stop: () => Promise<void> }> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const s3 = await SimulatedS3.start({
    port: Number(values.port),
    latencyMs: Number(values.latency),
    seed: Number(values.seed),
    log: values.log === 'full' ? 'full' : 'counts',
  });
  s3.createBucket(values.bucket);
  const parts = Array.from({ length: Number(values['parts-per-upload']) }, () => ({ size: 5_242_880 }));
  const [keyLength, idLength] = [Number(values['key-length']), Number(values['id-length'])];
  // Not the server's own sequence of tokens: uploads created later must not repeat these.
  const newToken = seededTokens(Number(values.seed) + 1);
  const initiated = new Date(Math.floor((Date.now() - AGE_MS) / 1_000) * 1_000).toISOString();
  s3.seedUploads(values.bucket, Number(values.uploads), (index) => ({
    key: keyOf(index, keyLength),
    uploadId: idOf(newToken, idLength),
    initiated,
    parts,
  }));
  if (values.rate !== undefined) s3.limitRate(Number(values.rate));
  const control = await startControlServer(s3, Number(values['control-port']));
  return {
    ready: { endpoint: s3.endpoint, control: `http://127.0.0.1:${control.port}`, bucket: values.bucket },
    stop: async () => {
      await Promise.all([s3.stop(), control.close()]);
    },
  };
}

/** A thousand keys to a folder. */
function keyOf(index: number, length: number): string {
  const folder = String(Math.floor(index / 1000)).padStart(4, '0');
  const start = `videos/${folder}/upload-`;
  return `${start}${String(index).padStart(length - start.length - '.mp4'.length, '0')}.mp4`;
}

/** Real ones have about 130 characters; a token has 88. */
function idOf(newToken: () => string, length: number): string {
  let id = newToken();
  while (id.length < length) id += newToken();
  return id.slice(0, length);
}

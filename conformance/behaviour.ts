import type { S3Client } from '@aws-sdk/client-s3';

/** Something that S3 does, seen through the plain SDK. */
export interface Behaviour {
  /** A sentence whose subject is S3. Unique. */
  title: string;
  /** What of a place it needs that a bucket in use may not have. Default: nothing. */
  needs?: readonly Need[];
  /** Does it with keys of its own, and answers what there was to see, as JSON. */
  observe(trial: Trial): Promise<unknown>;
  /** What there is to see of S3 as AWS documents it. */
  asS3: unknown;
}

/**
 * `own bucket`: it changes the bucket, or may spoil it. `no versions`: it writes objects, which a bucket with versions keeps.
 * `listing by prefix`: it counts the entries of a page. `known uploads`: it asks for what a store that does not know which
 * uploads there are takes, and keeps for good.
 */
export type Need = 'own bucket' | 'no versions' | 'listing by prefix' | 'known uploads';

export interface Trial {
  s3: S3Client;
  bucket: string;
  /** How every key of the trial begins, and no other key of the bucket: letters, digits, hyphens. Empty in a new bucket. */
  prefix: string;
  /** Whether the store lists what is under `prefix`. If not, the whole bucket is listed, and its other keys are left out. */
  listsByPrefix: boolean;
  /** Where the bucket is. */
  region: string;
  /** The name of a bucket that does not exist. */
  missing: string;
  /** The same server through a client with other settings. */
  clientWith(settings: ClientSettings): S3Client;
}

export interface ClientSettings {
  accessKeyId?: string;
  secretAccessKey?: string;
  region?: string;
}

interface Answered {
  $metadata: { httpStatusCode?: number | undefined };
}

/** `204`, `404 NoSuchUpload`, or `no answer: ECONNRESET`. */
export async function outcomeOf(request: Promise<Answered>): Promise<string> {
  try {
    return String((await request).$metadata.httpStatusCode);
  } catch (error) {
    const { name, code, $metadata } = error as NodeJS.ErrnoException & Partial<Answered>;
    const status = $metadata?.httpStatusCode;
    return status === undefined ? `no answer: ${code ?? name}` : `${status} ${name}`;
  }
}

/** What there is to see; `{ throws: '501 NotImplemented' }` where a request failed that the behaviour relies on. */
export async function observe({ observe: look }: Behaviour, trial: Trial): Promise<unknown> {
  try {
    return await look(trial);
  } catch (error) {
    const { $metadata } = error as Partial<Answered>;
    if ($metadata === undefined) throw error;
    return { throws: await outcomeOf(Promise.reject(error)) };
  }
}

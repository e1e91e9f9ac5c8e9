import type { S3Client } from '@aws-sdk/client-s3';

/** Something that S3 does, seen through the plain SDK. */
export interface Behaviour {
  /** A sentence whose subject is S3. Unique. */
  title: string;
  /** Does it to a bucket of its own, and answers what there was to see, as JSON. */
  observe(trial: Trial): Promise<unknown>;
  /** What there is to see of S3 as AWS documents it. */
  asS3: unknown;
}

export interface Trial {
  s3: S3Client;
  /** Empty. */
  bucket: string;
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

/** `204`, or `404 NoSuchUpload`. */
export async function outcomeOf(request: Promise<Answered>): Promise<string> {
  try {
    return String((await request).$metadata.httpStatusCode);
  } catch (error) {
    const { name, $metadata } = error as Error & Partial<Answered>;
    return `${$metadata?.httpStatusCode} ${name}`;
  }
}

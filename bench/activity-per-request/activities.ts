import { setMaxListeners } from 'node:events';
import type { S3Gateway } from '../../activities/index.ts';
import { S3Failure } from '../../activities/s3/failures.ts';

export interface Ref {
  key: string;
  uploadId: string;
}

/** One request to S3 each: what a Temporal user writes first. */
export function createActivities(gateway: S3Gateway) {
  const { signal } = new AbortController();
  // Every request in flight listens: Node would warn of a leak at the eleventh.
  setMaxListeners(0, signal);
  const targetOf = (bucket: string) => ({ connection: 'default', bucket });
  return {
    async listPage(bucket: string, maxUploads: number): Promise<Ref[]> {
      const { uploads } = await gateway.listUploads({ target: targetOf(bucket), maxUploads }, signal);
      return uploads.map(({ key, uploadId }) => ({ key, uploadId }));
    },
    async abort(bucket: string, upload: Ref): Promise<void> {
      await gateway.abortUpload(targetOf(bucket), { ...upload, initiated: '' }, signal);
    },
    async hasParts(bucket: string, upload: Ref): Promise<boolean> {
      try {
        const { parts } = await gateway.listParts(targetOf(bucket), upload, undefined, signal);
        return parts.length > 0;
      } catch (error) {
        if (error instanceof S3Failure && error.kind === 'gone') return false;
        throw error;
      }
    },
  };
}

export type Activities = ReturnType<typeof createActivities>;

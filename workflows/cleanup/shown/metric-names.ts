/** What the counters `s3_cleanup_uploads_…` count. */
export const UPLOAD_COUNTERS = {
  listed: 'Uploads in pages of listings; each pass lists what is left once more',
  aborted: 'Aborts that S3 accepted, repeated ones included',
  reaborted: 'Uploads that needed more than one abort',
  gone: 'Uploads of which ListParts showed that nothing is left',
  kept: 'Uploads that a job, when it completed, had kept, by reason',
} as const;

export const KEPT_REASONS = ['young', 'active', 'completed'] as const;

export const FREED_BYTES = {
  name: 's3_cleanup_freed_bytes',
  description: 'Bytes that uploads held which are gone now, where measured',
} as const;

export function uploadCounter(what: keyof typeof UPLOAD_COUNTERS): string {
  return `s3_cleanup_uploads_${what}`;
}

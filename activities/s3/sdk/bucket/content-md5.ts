import { createHash } from 'node:crypto';
import type { DeleteObjectsCommand, PutBucketLifecycleConfigurationCommand } from '@aws-sdk/client-s3';

/**
 * Has the body of a request checked by Content-MD5 in place of the SDK's CRC32, and by no header that only newer stores know. As
 * the SDK's supplemental docs advise (MD5_FALLBACK.md).
 */
export function checkByMd5(command: DeleteObjectsCommand | PutBucketLifecycleConfigurationCommand): void {
  (command as DeleteObjectsCommand).middlewareStack.add(
    (next) => (args) => {
      const { headers, body } = args.request as { headers: Record<string, string>; body: string };
      for (const name of Object.keys(headers).filter(isOfChecksum)) delete headers[name];
      headers['content-md5'] = createHash('md5').update(body).digest('base64');
      return next(args);
    },
    // After the SDK has added its own headers, and before it signs.
    { step: 'build', priority: 'low', name: 'checkByMd5' },
  );
}

function isOfChecksum(header: string): boolean {
  return /^x-amz-(sdk-)?checksum-/i.test(header);
}

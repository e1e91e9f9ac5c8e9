import { beginningOf, matchesAny } from '../../domain/glob/globs.ts';
import { present } from '../../domain/present.ts';
import type { Dependencies } from '../frame/connections.ts';
import { withS3 } from '../frame/with-s3.ts';
import { isOfKind } from '../s3/dialect/kind-of-bucket.ts';
import { Refusal } from '../s3/failures.ts';
import type { BucketPage, ListBucketsInput } from './contract.ts';

/**
 * One page of the buckets of a kind whose name matches, and which the connection may touch. Fails with AccessDenied, or with Unsupported where S3 has no
 * such buckets. S3: ListBuckets, ListDirectoryBuckets.
 */
export function createListBuckets(dependencies: Dependencies) {
  return ({ connection, kind, match, token }: ListBucketsInput): Promise<BucketPage> => {
    const frame = { target: { connection, bucket: '*' }, details: () => ({ listing: kind }) };
    return withS3(dependencies, frame, async ({ gateway, requests }) => {
      const { account } = gateway;
      if (!account) throw new Refusal('Unsupported', `The connection "${connection}" cannot list buckets`);
      const request = { connection, kind, prefix: beginningOf(match), ...present({ token }) };
      const { names, next } = await requests.send('list', (signal) => account.listBuckets(request, signal));
      const mayBeTouched = (name: string) => gateway.refusal?.(name) === undefined;
      const buckets = names.filter((name) => matchesAny(name, match) && isOfKind(name, kind) && mayBeTouched(name));
      const store = await gateway.store?.();
      return { buckets, ...present({ next, store }) };
    });
  };
}

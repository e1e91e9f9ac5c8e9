import { cancellationSignal } from '@temporalio/activity';
import { isDirectoryBucket } from '../../domain/bucket-name.ts';
import type { Dependencies } from '../frame/connections.ts';
import { startHeartbeats } from '../frame/heartbeats.ts';
import type { ListedBuckets } from '../s3/account-gateway.ts';
import { Refusal } from '../s3/failures.ts';
import { PacedRequests } from '../s3/pacing/paced-requests.ts';
import type { BucketPage, ListBucketsInput } from './contract.ts';

/**
 * One page of the buckets of a kind whose name matches. Fails with AccessDenied, or with Unsupported where S3 has no
 * such buckets. S3: ListBuckets, ListDirectoryBuckets.
 */
export function createListBuckets({ connect, clock, random }: Dependencies) {
  return async (input: ListBucketsInput): Promise<BucketPage> => {
    const { connection, kind, match, token } = input;
    const { gateway, ...rates } = connect({ connection, bucket: '*' });
    const account = gateway.account;
    if (!account) throw new Refusal('Unsupported', `The connection "${connection}" cannot list buckets`);
    const requests = new PacedRequests({ ...rates, clock, random, signal: cancellationSignal() });
    const stopHeartbeats = startHeartbeats(() => ({ listing: kind }), clock);
    try {
      const request = { connection, kind, prefix: literalPrefix(match), ...(token === undefined ? {} : { token }) };
      const { names, next } = await requests.send('list', (signal) => account.listBuckets(request, signal));
      return { buckets: wanted(names, input), ...(next !== undefined && { next }), requests: requests.counts };
    } finally {
      stopHeartbeats();
    }
  };
}

/** An S3 without directory buckets may take ListDirectoryBuckets for ListBuckets: they differ by `x-id` alone. */
function wanted(names: ListedBuckets['names'], { kind, match }: ListBucketsInput): string[] {
  const pattern = globToRegExp(match);
  return names.filter((name) => pattern.test(name) && isDirectoryBucket(name) === (kind === 'directory'));
}

function literalPrefix(match: string): string {
  return match.slice(0, Math.max(0, match.search(/[*?]|$/)));
}

function globToRegExp(match: string): RegExp {
  const literally = (text: string) => text.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
  return new RegExp(`^${literally(match).replaceAll('*', '.*').replaceAll('?', '.')}$`);
}

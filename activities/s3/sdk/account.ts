import { ListBucketsCommand, ListDirectoryBucketsCommand } from '@aws-sdk/client-s3';
import type { Target } from '../../contract.ts';
import type { AccountGateway, AccountListRequest, ListedBuckets } from '../account-gateway.ts';
import { S3Failure } from '../failures.ts';
import type { S3Operation } from '../operations.ts';
import type { Send } from './bucket/send.ts';

const MAX_BUCKETS = 1_000;

/** The account by way of @aws-sdk/client-s3, over the client of its connection. */
export function createAccountGateway(send: Send, isIn: TellRegion): AccountGateway {
  return {
    listBuckets: (request, signal) =>
      request.kind === 'directory'
        ? listDirectory(send, request, signal)
        : listGeneralPurpose(send, isIn, request, signal),
  };
}

/** Told where each bucket is, as the listing says. */
type TellRegion = (region: string, bucket: string) => void;

async function listGeneralPurpose(send: Send, isIn: TellRegion, request: AccountListRequest, signal: AbortSignal) {
  const { prefix, token } = request;
  const command = new ListBucketsCommand({
    MaxBuckets: MAX_BUCKETS,
    Prefix: prefix || undefined,
    ContinuationToken: token,
  });
  const output = await send('ListBuckets', everyBucket(request), signal, (s3, options) => s3.send(command, options));
  for (const { Name: bucket, BucketRegion: region } of output.Buckets ?? []) if (bucket && region) isIn(region, bucket);
  return pageOf('ListBuckets', output, request);
}

async function listDirectory(send: Send, request: AccountListRequest, signal: AbortSignal) {
  const command = new ListDirectoryBucketsCommand({
    MaxDirectoryBuckets: MAX_BUCKETS,
    ContinuationToken: request.token,
  });
  const output = await send('ListDirectoryBuckets', everyBucket(request), signal, (s3, options) =>
    s3.send(command, options),
  );
  return pageOf('ListDirectoryBuckets', output, request);
}

interface ListOutput {
  Buckets?: Array<{ Name?: string | undefined }> | undefined;
  ContinuationToken?: string | undefined;
}

function pageOf(operation: S3Operation, output: ListOutput, request: AccountListRequest): ListedBuckets {
  const { Buckets: buckets = [], ContinuationToken: next } = output;
  const names = buckets.flatMap(({ Name: name }) => (name ? [name] : []));
  if (!next) return { names };
  if (next === request.token) {
    throw new S3Failure({ code: 'ListingDoesNotAdvance', operation, target: everyBucket(request) });
  }
  return { names, next };
}

/** These requests are about no single bucket. `*` stands for all of them. */
function everyBucket({ connection }: AccountListRequest): Target {
  return { connection, bucket: '*' };
}

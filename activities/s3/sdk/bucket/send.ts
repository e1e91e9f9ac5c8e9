import type { S3Client } from '@aws-sdk/client-s3';
import type { Target } from '../../../contract.ts';
import type { S3Operation } from '../../operations.ts';

/** Makes one request; rejects with S3Failure, or with the signal's reason. */
export type Send = <T>(
  operation: S3Operation,
  target: Target,
  signal: AbortSignal,
  request: (client: S3Client, options: { abortSignal: AbortSignal }) => Promise<T>,
) => Promise<T>;

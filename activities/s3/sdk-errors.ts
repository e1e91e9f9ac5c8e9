import type { Target } from '../contract.ts';
import { S3Failure, type S3Operation } from './failures.ts';

/** What the AWS SDK throws: an answer of S3 (`$fault` is set), an answer it could not read, or no answer at all. */
interface SdkError {
  name?: string;
  message?: string;
  code?: string;
  $fault?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { headers?: Record<string, string> };
  Region?: string;
}

export function asS3Failure(error: unknown, operation: S3Operation, target: Target): S3Failure {
  const thrown: SdkError = error instanceof Error ? error : {};
  const status = thrown.$metadata?.httpStatusCode;
  return new S3Failure({
    code: codeOf(thrown, status),
    status,
    operation,
    target,
    said: thrown.$fault && thrown.message !== 'UnknownError' ? thrown.message : undefined,
    region: thrown.Region ?? thrown.$response?.headers?.['x-amz-bucket-region'],
    cause: error,
  });
}

/** Names that the SDK gives to answers without a code. */
const NAMELESS = new Set(['Error', 'Unknown', 'UnknownError', 'NotFound']);

function codeOf(thrown: SdkError, status: number | undefined): string {
  // A plain Error (@smithy/core, resolveRegionConfig).
  if (thrown.message === 'Region is missing') return 'RegionMissing';
  const code = thrown.$fault ? thrown.name : (thrown.code ?? thrown.name);
  if (code && !NAMELESS.has(code)) return code;
  if (status === undefined) return 'UnknownError';
  return status < 300 ? 'InvalidResponse' : `HTTP ${status}`;
}

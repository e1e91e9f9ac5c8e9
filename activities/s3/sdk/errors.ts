import type { Target } from '../../contract.ts';
import { S3Failure } from '../failures.ts';
import type { FailedRequest, S3Operation } from '../operations.ts';
import { CredentialsUnavailable } from './credentials/credentials-unavailable.ts';
import { withoutSecrets } from './credentials/without-secrets.ts';

/**
 * What the AWS SDK throws: an answer of S3 (`$fault` is set), an answer it could not read, or no answer at all. What it
 * takes from an element of an answer is no text where that element has elements in it.
 */
interface SdkError {
  name?: unknown;
  message?: unknown;
  code?: unknown;
  $fault?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { headers?: Record<string, string> };
  Region?: unknown;
}

type AskedBy = Pick<FailedRequest, 'host' | 'proxy' | 'virtualHost'>;

/** `way`: how S3 was asked. */
export function asS3Failure(error: unknown, operation: S3Operation, target: Target, way: AskedBy = {}): S3Failure {
  if (error instanceof CredentialsUnavailable) return withoutCredentials(error, operation, target);
  const thrown: SdkError = typeof error === 'object' && error !== null ? error : {};
  const status = thrown.$metadata?.httpStatusCode;
  return new S3Failure({
    code: codeOf(thrown, status),
    status,
    operation,
    target,
    said: thrown.$fault && thrown.message !== 'UnknownError' ? textOf(thrown.message) : undefined,
    region: textOf(thrown.Region) ?? thrown.$response?.headers?.['x-amz-bucket-region'],
    ...way,
    ...(thrown.name === 'EndpointError' && { source: withoutSecrets(String(thrown.message)) }),
    cause: error,
  });
}

function withoutCredentials(error: CredentialsUnavailable, operation: S3Operation, target: Target): S3Failure {
  const { name: code, message: source, cause } = error;
  return new S3Failure({ code, operation, target, source, cause });
}

/** Names that the SDK gives to answers without a code. */
const NAMELESS = new Set(['Error', 'Unknown', 'UnknownError', 'NotFound']);

function codeOf(thrown: SdkError, status: number | undefined): string {
  // A plain Error (@smithy/core, resolveRegionConfig).
  if (thrown.message === 'Region is missing') return 'RegionMissing';
  const code = textOf(thrown.$fault ? thrown.name : (thrown.code ?? thrown.name));
  if (code && !NAMELESS.has(code)) return code;
  if (status === undefined) return 'UnknownError';
  return status < 300 ? 'InvalidResponse' : `HTTP ${status}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

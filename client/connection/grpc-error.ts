import { isGrpcServiceError } from '@temporalio/client';

/** What the server answered. The SDK wraps it in an error of its own; a raw service does not. */
export function grpcErrorOf(error: unknown): { code: number; details: string } | undefined {
  return [error, (error as Error).cause].find(isGrpcServiceError);
}

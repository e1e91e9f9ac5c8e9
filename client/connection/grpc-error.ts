import { isGrpcServiceError } from '@temporalio/client';

/** What the server answered, in the SDK's wrapping or, from the raw service, without. */
export function grpcErrorOf(error: unknown): { code: number; details: string } | undefined {
  return [error, (error as Error).cause].find(isGrpcServiceError);
}

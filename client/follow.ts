import { setTimeout as delay } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { grpcErrorOf } from './connection/grpc-error.ts';
import { type CleanupSnapshot, takeSnapshot } from './snapshot.ts';

export interface FollowOptions {
  /** Between two looks in the first minute. Default: 1,000 ms. */
  everyMs?: number;
  /** Ends the following, not the job. */
  signal?: AbortSignal;
}

/**
 * Codes of gRPC after which Temporal may answer again: CANCELLED (a server that shuts down resets its calls so),
 * UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, INTERNAL and UNAVAILABLE.
 */
const PASSING = new Set([1, 2, 4, 8, 10, 13, 14]);

/** Looks at a job until it ends, and answers its result. Leaves no request behind. */
export async function follow<Report>(
  client: Client,
  workflow: WorkflowHandle,
  onSnapshot: (snapshot: CleanupSnapshot) => void,
  { everyMs = 1_000, signal = new AbortController().signal }: FollowOptions,
): Promise<Report> {
  const startedAt = Date.now();
  let last: CleanupSnapshot | undefined;
  try {
    do {
      if (last) await delay(Math.max(everyMs, slowed(Date.now() - startedAt)), undefined, { signal });
      // The signal is a new one each time because the SDK never removes its listeners.
      last = await client.withAbortSignal(AbortSignal.any([signal]), () => lookAgain(client, workflow, last));
      signal.throwIfAborted();
      onSnapshot(last);
    } while (last.state === 'running');
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  return (await workflow.result()) as Report;
}

/** Temporal Cloud bills a look, which is a query. After ten minutes there is one every 10 s. */
function slowed(elapsedMs: number): number {
  return Math.min(10_000, elapsedMs / 60);
}

/** While Temporal does not answer, this is the last look and the trouble. */
async function lookAgain(client: Client, workflow: WorkflowHandle, last?: CleanupSnapshot): Promise<CleanupSnapshot> {
  try {
    return await takeSnapshot(client, workflow);
  } catch (error) {
    const answer = grpcErrorOf(error);
    if (!answer || !PASSING.has(answer.code)) throw error;
    const { workflowId } = workflow;
    const known = last ?? { workflowId, runId: '', state: 'running', status: null };
    return { ...known, trouble: { kind: 'temporal-unreachable', message: answer.details } };
  }
}

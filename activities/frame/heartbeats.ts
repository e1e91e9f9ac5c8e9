import { Context } from '@temporalio/activity';
import type { Clock } from '../s3/clock.ts';

/** Short activities send none: a heartbeat that reaches the server is billed. */
const HEARTBEAT_EVERY_MS = 5_000;

/** Heartbeats with `details` every 5 s until the function it returns is called. */
export function startHeartbeats(details: () => object, clock: Clock): () => void {
  const context = Context.current();
  const stopped = new AbortController();
  const beat = async () => {
    for (;;) {
      await clock.sleep(HEARTBEAT_EVERY_MS, stopped.signal);
      context.heartbeat(details());
    }
  };
  beat().catch((reason: unknown) => {
    if (!stopped.signal.aborted) throw reason;
  });
  return () => stopped.abort();
}

import { Context } from '@temporalio/activity';
import type { Clock } from '../s3/clock.ts';

/** A shorter activity sends none: every heartbeat that reaches the server is billed. */
const HEARTBEAT_EVERY_MS = 5_000;

/** Sends `details` every 5 s, until `stop` is called. */
export function startHeartbeats(details: () => object, clock: Clock) {
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
  return {
    stop: () => stopped.abort(),
    /** Temporal gets it before the failure, and the next attempt has it. */
    lastBeforeFailing: () => context.heartbeat(details()),
  };
}

/** Stands in for @temporalio/activity: what our activities use of it, and nothing else. */
import { theAttempt } from './current.ts';

const nothing = (): void => {};

export const Context = { current: () => theAttempt().context };
export const cancellationSignal = () => theAttempt().cancellation.signal;
export const activityInfo = () => theAttempt().info;
export const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

import { outage } from './fake-bucket.ts';

interface OutageOptions {
  /** The first call that fails. Default: 1. */
  from?: number;
  /** So many calls fail. Default: all, until the outage is ended. */
  calls?: number;
  failure?: () => Error;
}

/** An activity fails from one of its calls on, until the outage is ended. */
export function outageOf<Name extends string>(
  activities: { [name in Name]: (input: never) => Promise<unknown> },
  name: Name,
  { from = 1, calls = Number.POSITIVE_INFINITY, failure = outage }: OutageOptions = {},
): { end: () => void } {
  const perform = activities[name];
  let called = 0;
  let isOver = false;
  const failing = async (input: never) => {
    called += 1;
    if (called >= from && called < from + calls && !isOver) throw failure();
    return await perform(input);
  };
  Object.assign(activities, { [name]: failing });
  return {
    end: () => {
      isOver = true;
    },
  };
}

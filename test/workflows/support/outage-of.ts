import { outage } from './fake-bucket.ts';

/** An activity fails from one of its calls on, by default from the first, until the outage is ended. */
export function outageOf<Name extends string>(
  activities: { [name in Name]: (input: never) => Promise<unknown> },
  name: Name,
  { from = 1, failure = outage }: { from?: number; failure?: () => Error } = {},
): { end: () => void } {
  const perform = activities[name];
  let calls = 0;
  let isOver = false;
  const failing = async (input: never) => {
    calls += 1;
    if (calls >= from && !isOver) throw failure();
    return await perform(input);
  };
  Object.assign(activities, { [name]: failing });
  return {
    end: () => {
      isOver = true;
    },
  };
}

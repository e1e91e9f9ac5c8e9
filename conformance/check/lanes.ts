/** Enough to wait for few answers, and few enough for a small server. */
const LANES = 8;

/** Does the work for each item, so many at once, and answers in the order of the items. After a rejection no work begins. */
export async function inLanes<Item, Answer>(
  items: readonly Item[],
  work: (item: Item, at: number) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  let failed = false;
  const lane = async () => {
    for (let at = next; at < items.length && !failed; at = next) {
      next += 1;
      answers[at] = await work(items[at] as Item, at).catch((error) => {
        failed = true;
        throw error;
      });
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: LANES }, lane));
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
  return answers;
}

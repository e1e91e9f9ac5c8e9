import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { Job } from '../cleanup/job.ts';
import { show } from '../cleanup/shown/current-details.ts';
import { unlessPaused } from './activities.ts';

/**
 * Makes the activities under way end within seconds, with the next heartbeat: they answer what they did so far, and what
 * is left goes to new ones, under the limits in force by then and not before the end of a pause.
 */
export function interrupt({ underWay }: Job): void {
  for (const scope of underWay) scope.cancel();
}

/** The answer of an activity; when it was interrupted and gave none, it is begun again. */
export async function answerOf<Answer>(job: Job, begin: (isRepeated: boolean) => Promise<Answer>): Promise<Answer> {
  for (let isRepeated = false; ; isRepeated = true) {
    await unlessPaused(job);
    const answered = await unlessInterrupted(job, () => begin(isRepeated));
    if (answered) return answered.answer;
  }
}

/** Has activities deal with all of a page: what an interrupted one leaves goes to the next. */
export async function dealWithAll<Item>(
  job: Job,
  page: Item[],
  begin: (items: Item[], isRepeated: boolean) => Promise<{ left?: number[] }>,
): Promise<void> {
  for (let items = page; items.length > 0; ) {
    show(job);
    const { left = [] } = await answerOf(job, (isRepeated) => begin(items, isRepeated));
    items = left.flatMap((index) => items[index] ?? []);
  }
  show(job);
}

/** Undefined when `interrupt` ended the activity before it could answer. */
async function unlessInterrupted<Answer>(
  { underWay }: Job,
  begin: () => Promise<Answer>,
): Promise<{ answer: Answer } | undefined> {
  const scope = new CancellationScope();
  underWay.add(scope);
  try {
    return { answer: await scope.run(begin) };
  } catch (error) {
    const isOurs = scope.consideredCancelled && !CancellationScope.current().consideredCancelled;
    if (isOurs && isCancellation(error)) return undefined;
    throw error;
  } finally {
    underWay.delete(scope);
  }
}

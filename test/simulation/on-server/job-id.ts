import type { Bounds } from '../scenario.ts';

/** The workflow ID of a job of a scenario: all that its workflows have to know of it. */
export function jobIdOf(name: string, bounds: Bounds): string {
  const { pageOfUploads, pagesBeforeDraining, uploadsInARange, remainingByName } = bounds;
  return `kept/${name}/${[pageOfUploads, pagesBeforeDraining, uploadsInARange, remainingByName].join('-')}`;
}

/** The bounds of a job, from its workflow ID or that of one of its ranges. */
export function boundsIn(workflowId: string): Bounds {
  const numbers = /(\d+)-(\d+)-(\d+)-(\d+)$/.exec(workflowId)?.slice(1).map(Number);
  const [pageOfUploads = 0, pagesBeforeDraining = 0, uploadsInARange = 0, remainingByName = 0] = numbers ?? [];
  return { pageOfUploads, pagesBeforeDraining, uploadsInARange, remainingByName };
}

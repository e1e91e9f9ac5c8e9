import type { Listed, Upload, UploadPage, UploadRef } from '../../../activities/contract.ts';
import { inRanges } from '../../../domain/positions.ts';
import { rootFailure } from '../../durable/failures.ts';
import type { AbortedUpload } from '../contract.ts';

/** Where an upload stands in the listings of this run. JSON leaves it out, so no other run has it: that has another history. */
const PAGE = Symbol('page');
const AT = Symbol('at');

/** How a run tells of uploads. */
export interface Naming {
  /** Its activities are told all names, also of what it has listed. */
  spellsOut: boolean;
}

interface Placed extends AbortedUpload {
  [PAGE]?: string;
  [AT]?: number;
}

/** Notes where uploads stand that are taken from a page: `taken` are those of the page itself, in its order. */
export function place(uploads: Placed[], taken: Upload[], { uploads: all, digest: page }: UploadPage): void {
  if (page === undefined) return;
  let next = 0;
  for (const [at, listed] of all.entries()) {
    if (listed !== taken[next]) continue;
    const upload = uploads[next];
    if (upload) {
      upload[PAGE] = page;
      upload[AT] = at;
    }
    next += 1;
  }
}

/**
 * Uploads as an activity is told of them. Where there is nothing to tell but the name, and this run has listed it, history does not repeat
 * it. `more` answers undefined where there is nothing to tell.
 */
export function told<Named extends UploadRef>(
  { spellsOut }: Naming,
  uploads: AbortedUpload[],
  name: (upload: AbortedUpload) => Named,
  more: (upload: AbortedUpload) => Partial<Named> | undefined,
): Array<Named | Listed> {
  const all: Array<Named | Listed> = [];
  let stretch: { page: string; positions: number[] } | undefined;
  const endStretch = () => {
    if (stretch) all.push({ page: stretch.page, at: inRanges(stretch.positions) });
    stretch = undefined;
  };
  for (const upload of uploads as Placed[]) {
    const besides = more(upload);
    const { [PAGE]: page, [AT]: at } = upload;
    const isPlaced = !spellsOut && besides === undefined && page !== undefined && at !== undefined;
    if (!isPlaced || page !== stretch?.page) endStretch();
    if (isPlaced) {
      stretch ??= { page, positions: [] };
      stretch.positions.push(at);
    } else all.push({ ...name(upload), ...besides });
  }
  endStretch();
  return all;
}

/** Where a worker can read no names in history, this run tells them from now on. */
export function spellsOutAfter(job: Naming, error: unknown): boolean {
  if (rootFailure(error)?.type !== 'NamesUnknown') return false;
  job.spellsOut = true;
  return true;
}

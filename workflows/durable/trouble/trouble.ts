import { present } from '../../../domain/present.ts';
import type { Trouble } from '../contract.ts';
import type { Outage } from './outage.ts';

/** What of a job decides on the trouble that it shows. */
export interface Troubled {
  readonly outage: Outage;
  /** Those at work. Nothing is shown of one that has ended. */
  readonly children: ReadonlyMap<string, { readonly workflowId: string }>;
}

/** What stands in the way of a job: of its own requests, or else, for the longest time, of those of a child. */
export function troubleOf({ outage, children }: Troubled): Trouble | undefined {
  if (outage.own) return outage.own;
  const troubles = Array.from(children.values(), ({ workflowId }) => {
    const trouble = outage.ofChildren.get(workflowId);
    return trouble && { ...trouble, child: workflowId };
  });
  const [first] = troubles.filter((trouble) => trouble !== undefined).sort(bySince);
  return first;
}

/** The field of a status, where there is any trouble. */
export function troubleIn(job: Troubled): { trouble?: Trouble } {
  return present({ trouble: troubleOf(job) });
}

/** What a child says of its trouble; null: it has ended. */
export function noteChild({ outage: { ofChildren } }: Troubled, workflowId: string, trouble: Trouble | null): void {
  if (trouble) ofChildren.set(workflowId, trouble);
  else ofChildren.delete(workflowId);
}

function bySince(a: Trouble, b: Trouble): number {
  return Date.parse(a.since) - Date.parse(b.since);
}

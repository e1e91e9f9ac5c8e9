import { instantInS3 } from '../../domain/selection.ts';
import type { Upload } from '../contract.ts';
import { S3Failure } from '../s3/failures.ts';
import type { ListedParts } from '../s3/gateway.ts';

export interface Idle {
  parts: number;
  bytes: number;
  /** When the newest part was written; absent where there is none. */
  lastPart?: string;
}

/**
 * What an upload holds, unless somebody writes to it. `list` asks S3 for a page of its parts. An upload without parts that began
 * nobody knows when may have begun just now.
 */
export async function inspect(
  { initiated }: Upload,
  activeSince: string | undefined,
  list: (after: string | undefined) => Promise<ListedParts>,
): Promise<'active' | 'gone' | Idle> {
  const since = activeSince === undefined ? Number.POSITIVE_INFINITY : Date.parse(activeSince);
  const begun = instantInS3(initiated);
  if (begun >= since) return 'active';
  const found = await partsOf(since, list);
  const mayBeNew = activeSince !== undefined && Number.isNaN(begun);
  return typeof found === 'object' && found.parts === 0 && mayBeNew ? 'active' : found;
}

async function partsOf(
  since: number,
  list: (after: string | undefined) => Promise<ListedParts>,
): Promise<'active' | 'gone' | Idle> {
  const idle: Idle = { parts: 0, bytes: 0 };
  let newest = Number.NEGATIVE_INFINITY;
  try {
    let after: string | undefined;
    do {
      const page = await list(after);
      for (const { size, modified } of page.parts) {
        // Once for each part: an upload may have 10,000.
        const written = Date.parse(modified);
        if (written >= since) return 'active';
        idle.parts += 1;
        idle.bytes += size;
        if (written <= newest) continue;
        newest = written;
        idle.lastPart = modified;
      }
      after = page.next;
    } while (after !== undefined);
    return idle;
  } catch (error) {
    if (error instanceof S3Failure && error.kind === 'gone') return 'gone';
    throw error;
  }
}

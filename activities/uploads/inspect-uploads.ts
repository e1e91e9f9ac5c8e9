import { measureOf, mergeMeasures } from '../../domain/measures.ts';
import type { InspectedUploads, InspectUploadsInput, PrefixMeasure, Upload } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import type { S3Access } from '../frame/with-s3.ts';
import { S3Failure } from '../s3/failures.ts';
import { forEachUpload } from './each-upload.ts';

/** Which uploads began or got a part lately, and what the others hold. An upload that is gone counts as neither. S3: ListParts. */
export function createInspectUploads(dependencies: Dependencies) {
  return async (input: InspectUploadsInput): Promise<InspectedUploads> => {
    const { target, uploads, limits, measure } = input;
    const active: number[] = [];
    const measures: PrefixMeasure[] = [];
    if (!measure && input.activeSince === undefined) return { active, byPrefix: [], problems: [], requests: {} };
    const handled = await forEachUpload(
      {
        verb: 'inspected',
        target,
        uploads,
        limits,
        async handle(upload, s3, index) {
          const found = await inspect(upload, input, s3);
          if (found === 'gone') return 'done';
          if (found === 'active') active.push(index);
          else if (measure) measures.push(measureOf(upload, found));
          else return 'done';
          return 'noted';
        },
      },
      dependencies,
    );
    return { active: active.sort((a, b) => a - b), byPrefix: mergeMeasures([], measures), ...handled };
  };
}

interface Idle {
  parts: number;
  bytes: number;
}

export async function inspect(
  upload: Upload,
  { target, activeSince }: Pick<InspectUploadsInput, 'target' | 'activeSince'>,
  { gateway, requests }: S3Access,
): Promise<'active' | 'gone' | Idle> {
  const since = activeSince === undefined ? Number.POSITIVE_INFINITY : Date.parse(activeSince);
  // A young upload may have no part yet.
  if (Date.parse(upload.initiated) >= since) return 'active';
  const idle: Idle = { parts: 0, bytes: 0 };
  try {
    let after: string | undefined;
    do {
      const page = await requests.send('listParts', (signal) => gateway.listParts(target, upload, after, signal));
      if (page.parts.some(({ modified }) => Date.parse(modified) >= since)) return 'active';
      idle.parts += page.parts.length;
      idle.bytes += page.parts.reduce((sum, { size }) => sum + size, 0);
      after = page.next;
    } while (after !== undefined);
    return idle;
  } catch (error) {
    if (error instanceof S3Failure && error.kind === 'gone') return 'gone';
    throw error;
  }
}

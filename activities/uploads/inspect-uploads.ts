import { measureOf, mergeMeasures } from '../../domain/measures.ts';
import { instantInS3 } from '../../domain/selection.ts';
import type { InspectedUploads, InspectUploadsInput, PrefixMeasure, Target, Upload, UploadRef } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import type { S3Access } from '../frame/with-s3.ts';
import { S3Failure } from '../s3/failures.ts';
import type { ListedParts } from '../s3/gateway.ts';
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
          const found = await inspect(upload, input.activeSince, listPartsOf(upload, target, s3));
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

/** Asked again when there is hope. */
export function listPartsOf(upload: UploadRef, target: Target, { gateway, requests }: S3Access) {
  return (after: string | undefined): Promise<ListedParts> =>
    requests.send('listParts', (signal) => gateway.listParts(target, upload, after, signal));
}

export interface Idle {
  parts: number;
  bytes: number;
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
  try {
    let after: string | undefined;
    do {
      const page = await list(after);
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

import { measureOf, mergeMeasures } from '../../domain/measures.ts';
import type { InspectedUploads, InspectUploadsInput, PrefixMeasure } from '../contract.ts';
import type { Dependencies } from '../frame/connections.ts';
import { forEachUpload } from './each-upload.ts';
import { lookAt } from './look-at-upload.ts';

/**
 * Which uploads began or got a part lately, and what the others hold. An upload that is gone counts as neither, nor does one that looks
 * completed. S3: ListParts; on stores other than AWS, HeadObject.
 */
export function createInspectUploads(dependencies: Dependencies) {
  return async (input: InspectUploadsInput): Promise<InspectedUploads> => {
    const { target, uploads, limits, measure, each } = input;
    const active: number[] = [];
    const measures: PrefixMeasure[] = [];
    const bytes: Array<number | null> = uploads.map(() => null);
    if (!measure && input.activeSince === undefined) return { active, byPrefix: [], problems: [], requests: {} };
    const handled = await forEachUpload(
      {
        verb: 'inspected',
        target,
        uploads,
        limits,
        async handle(upload, s3, index) {
          const found = await lookAt(upload, input, s3, (what, request) => s3.requests.send(what, request));
          if (found === 'active') active.push(index);
          else if (measure && typeof found === 'object') {
            measures.push(measureOf(upload, found));
            bytes[index] = found.bytes;
          } else return 'done';
          return 'noted';
        },
      },
      dependencies,
    );
    return {
      active: active.sort((a, b) => a - b),
      byPrefix: mergeMeasures([], measures),
      ...(measure && each && { bytes }),
      ...handled,
    };
  };
}

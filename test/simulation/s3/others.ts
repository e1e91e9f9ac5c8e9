import type { Other } from '../scenario.ts';
import type { ModelBucket } from './bucket.ts';

/** What others do in the bucket while a job is at work. `at` has something done after so many milliseconds, and says what. */
export function letOthersAct(
  others: Other[],
  bucket: ModelBucket,
  at: (when: number, what: string, act: () => void) => void,
): void {
  for (const other of others) {
    if (other.kind === 'initiates') {
      at(other.at, `somebody initiates ${other.upload.key}`, () => bucket.add(other.upload));
      continue;
    }
    const upload = bucket.uploads[other.upload];
    if (!upload) continue;
    at(other.at, `somebody ${other.kind} ${upload.key}#${upload.uploadId}`, () => {
      if (!upload.exists) return;
      if (other.kind === 'writes a part') bucket.putPart(upload);
      else bucket.remove(upload);
    });
  }
}

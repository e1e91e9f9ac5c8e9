import { createHash } from 'node:crypto';
import { activityInfo, log } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { positionsIn } from '../../domain/positions.ts';
import { present } from '../../domain/present.ts';
import type { Listed, Told, Upload, UploadRef } from '../contract.ts';
import { Recent } from '../s3/recent.ts';
import { pagesInHistory } from './pages-in-history.ts';

/** 14 MB of usual keys, 28 MB at most: a page has 350 KiB at most (list-uploads.ts). Eight ranges have as many between listing and proof. */
const PAGES_KEPT = 80;

/** Of 15 s, after which a worker without a heartbeat counts as dead (workflows/durable/policies.ts). */
const READ_WITHIN_MS = 10_000;

/**
 * The names of uploads that were listed last, by the digest of their page. History has them once, in the answer of the listing. A worker
 * that has not listed a page itself reads it there, with all others of the same run.
 */
export class ListedPages {
  /** As JSON: the strings of a listing may hold its whole text. */
  readonly #pages = new Recent<Buffer>(PAGES_KEPT);

  /** Answers the digest. */
  keep(uploads: Upload[]): string {
    const text = Buffer.from(JSON.stringify(uploads));
    const digest = createHash('sha256').update(text).digest('base64url');
    this.#pages.set(digest, text);
    return digest;
  }

  /** An activity that is told of uploads by their page. Where nobody has that, it fails with NamesUnknown before it does anything. */
  told<Input extends { uploads: UploadRef[] }, Answer>(
    activity: (input: Input) => Promise<Answer>,
  ): (input: Told<Input>) => Promise<Answer> {
    return async (input) => {
      const isNamed = input.uploads.every((told) => !('page' in told));
      const uploads = isNamed ? input.uploads : await this.#named(input);
      return activity({ ...input, uploads } as unknown as Input);
    };
  }

  async #named<Named extends UploadRef>({ uploads, before }: Asked<Named>): Promise<Array<Named | Upload>> {
    const wanted = new Set(uploads.flatMap((told) => ('page' in told ? [told.page] : [])));
    const pages = await this.#find(wanted);
    if (pages.size < wanted.size) throw namesUnknown(before);
    return uploads.flatMap((told): Array<Named | Upload> => {
      if (!('page' in told)) return [told];
      const page = pages.get(told.page) ?? [];
      return positionsIn(told.at, page.length).flatMap((position) => page[position] ?? []);
    });
  }

  /** History is read once for all that are not kept. What it does not have is missing. */
  async #find(wanted: Set<string>): Promise<Map<string, Upload[]>> {
    const found = new Map<string, Upload[]>();
    for (const digest of wanted) {
      const text = this.#pages.get(digest);
      if (text) found.set(digest, JSON.parse(text.toString()));
    }
    if (found.size === wanted.size) return found;
    for (const uploads of await readPages()) {
      const digest = this.keep(uploads);
      if (wanted.has(digest)) found.set(digest, uploads);
    }
    return found;
  }
}

/** No heartbeat is sent meanwhile: it comes to an end well within the time of one. */
async function readPages(): Promise<Upload[][]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Temporal took too long')), READ_WITHIN_MS);
  });
  try {
    return await Promise.race([pagesInHistory(), late]);
  } catch (error) {
    log.warn('History cannot be read: its names are written once more', { error: String(error) });
    return [];
  } finally {
    clearTimeout(timer);
  }
}

/** As told to an activity. `before`: how far one had come that dealt with the same uploads. */
interface Asked<Named> {
  uploads: Array<Named | Listed>;
  before?: object;
}

/** What the attempt before this one did is not lost, nor what was done before that. */
function namesUnknown(before: object | undefined): ApplicationFailure {
  const { attempt, heartbeatDetails } = activityInfo();
  const progress = attempt > 1 ? (heartbeatDetails ?? before ?? {}) : undefined;
  return ApplicationFailure.create({
    type: 'NamesUnknown',
    message: 'This worker has not listed the uploads and cannot read in history which they are: it is told their names',
    nonRetryable: true,
    details: [present({ progress })],
  });
}

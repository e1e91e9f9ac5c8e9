import type { CleanupReport, UploadsRemainDetails } from '../../../workflows/cleanup/contract.ts';
import type { Ending, Execution } from '../runtime/execution.ts';
import { looksCompleted, type ModelBucket, type ModelUpload } from '../s3/bucket.ts';
import type { Fault, Scenario } from '../scenario.ts';
import { Selection } from './selection.ts';

/** What is true of a job, whatever it says. */
export class Truth {
  readonly scenario: Scenario;
  readonly bucket: ModelBucket;
  readonly selection: Selection;
  /** Uploads of which ListParts said, at least `settle` after their last abort, that they are gone. */
  readonly proven = new Set<ModelUpload>();
  /** So many of them were aborted once more. */
  back = 0;
  /** When S3 dealt with the last abort or verification that the job waited for. */
  lastAct = Number.NEGATIVE_INFINITY;
  /** A listing began, or went on, a quiet period after that. */
  hasListedSince = false;
  /** Requests that came to S3. */
  readonly requests = { list: 0, abort: 0, listParts: 0, headObject: 0 };
  /** The job has had the answer to a listing. */
  hasListed = false;

  constructor(scenario: Scenario, bucket: ModelBucket) {
    this.scenario = scenario;
    this.bucket = bucket;
    this.selection = new Selection(scenario.input);
  }

  /** Where a job has no room for names, one that comes back may be taken for one that remained, until both are found. */
  get mistakable(): number {
    return this.scenario.bounds.remainingByName < this.bucket.uploads.length ? this.back : 0;
  }

  get quietPeriod(): number {
    return this.scenario.input.quietPeriod as number;
  }

  /** Those that the job is to abort, gone ones included. */
  get selected(): ModelUpload[] {
    return this.bucket.uploads.filter(
      (upload) =>
        !this.selection.whyOutside(upload) && !this.selection.isActive(upload) && !looksCompleted(this.bucket, upload),
    );
  }

  /** Nobody but the job changes anything, so that counts have to be exact. */
  get isUndisturbed(): boolean {
    return this.scenario.others.length === 0 && !this.hasFault('bucket deleted');
  }

  hasFault(...kinds: Array<Fault['kind']>): boolean {
    return this.scenario.faults.some(({ kind }) => kinds.includes(kind));
  }
}

export function nameOf({ key, uploadId }: ModelUpload): string {
  return `${key}#${uploadId}`;
}

/** The type of the failure that a job ended with; else how it ended. */
export function endOf({ ending }: Execution): string {
  if (!ending) return 'unfinished';
  if (ending.how === 'completed') return (ending.result as { outcome: string }).outcome;
  for (let at = ending.error; at instanceof Error; at = at.cause) {
    if ('type' in at && typeof at.type === 'string') return at.type;
  }
  return ending.how;
}

type Report = Omit<CleanupReport, 'outcome'>;

/** The report of a job that completed or gave up. */
export function reportOf(job: Execution): Report | undefined {
  if (job.ending?.how === 'completed') return job.ending.result as Report;
  return detailsOf(job)?.report;
}

/** What a job that gave up says to remain. */
export function detailsOf(job: Execution): UploadsRemainDetails | undefined {
  if (endOf(job) !== 'UploadsRemain') return undefined;
  const { details } = (job.ending as Ending).error as { details: [UploadsRemainDetails] };
  return details[0];
}

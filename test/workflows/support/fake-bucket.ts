import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { BucketActivities } from '../../../activities/bucket/contract.ts';
import type {
  AbortUploadsInput,
  CleanupActivities,
  InspectUploadsInput,
  ListUploadsInput,
  Marker,
  Problem,
  Survey,
  SurveyUploadsInput,
  Upload,
  UploadPage,
  UploadRef,
  UploadToVerify,
  VerifyUploadsInput,
} from '../../../activities/contract.ts';
import type { TalliedUploads, TallyActivities, TallyUploadsInput } from '../../../activities/dry-run/contract.ts';
import { UploadTally } from '../../../activities/dry-run/upload-tally.ts';
import { ListedPages } from '../../../activities/listing/listed-pages.ts';
import type { RecordActivities } from '../../../activities/record/contract.ts';

export interface FakeUpload extends Upload {
  /** How many aborts it takes. Default: 1. */
  abortsNeeded: number;
  /** When its newest part was written. */
  active?: string;
  /** ListParts says it is gone after the first abort, and it is back for the next listing. */
  comesBack: boolean;
  /** It looks like the remnant of the object of its key. */
  completed?: boolean;
  deny?: 'abort' | 'verify';
  hidden: boolean;
}

/** What the activities were asked, in order. */
export type Call = { at: number; workflowId: string } & (
  | { activity: 'list'; input: ListUploadsInput }
  | { activity: 'abort' | 'verify'; uploads: string[] }
  | { activity: 'open'; url: string }
);

/** A bucket in memory with activities that behave as the real ones, a page of `pageSize` at a time. */
export class FakeBucket {
  uploads: FakeUpload[] = [];
  calls: Call[] = [];
  pageSize = 1_000;
  directory = false;
  /** Answers of `listUploads` instead of a page, once each. */
  listFailures: ApplicationFailure[] = [];
  /** Called before each listing. */
  beforeList: () => void = () => {};
  /** Every marker with an upload ID is refused. */
  refusesMarkers = false;
  /** Its markers are those that `listUploads` makes where S3 lists everything at once. */
  unpaged = false;
  #serial = 0;

  add(key: string, { initiated = '2026-01-01T00:00:00Z', ...spec }: Partial<FakeUpload> = {}): FakeUpload {
    this.#serial += 1;
    const uploadId = `${String(this.#serial).padStart(6, '0')}-${key}`;
    const upload = { key, uploadId, initiated, abortsNeeded: 1, comesBack: false, hidden: false, ...spec };
    this.uploads.push(upload);
    return upload;
  }

  /** S3 says in every request that the bucket is not there. */
  isGone = false;

  /** From now on there is no such bucket. */
  disappears(): void {
    this.isGone = true;
    this.listFailures = [ApplicationFailure.create({ type: 'NoSuchBucket', message: 'gone', nonRetryable: true })];
  }

  /** What it has listed: activities are told of uploads by it. */
  readonly pages = new ListedPages();

  readonly activities: CleanupActivities & TallyActivities & RecordActivities & Pick<BucketActivities, 'bucketExists'> =
    {
      bucketExists: async () => ({ exists: !this.isGone, requests: { bucket: 1, list: 1 } }),
      tallyUploads: async (input) => this.#tally(input),
      listUploads: async (input) => this.#withDigest(this.#list(input)),
      surveyUploads: async (input) => this.#survey(input),
      inspectUploads: this.pages.told(async (input: InspectUploadsInput) => this.#inspect(input)),
      abortUploads: this.pages.told(async (input: AbortUploadsInput) => this.#abort(input)),
      verifyUploads: this.pages.told(async (input: VerifyUploadsInput) => this.#verify(input)),
      openRecord: async ({ at, job }) => {
        this.calls.push({ activity: 'open', ...now(), url: at });
        this.records.set(at, [job]);
        return { requests: { putObject: 1 } };
      },
    };

  /** What is written of records, by URL: the lines of each object. */
  readonly records = new Map<string, object[]>();
  /** Verifications that are done, record and all, before the worker dies with their answers. */
  answersLost = 0;

  /** The lines of all records, in the order of their objects. */
  get recorded(): UploadToVerify[] {
    const pages = [...this.records].filter(([at]) => at.endsWith('.ndjson'));
    return pages.sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, lines]) => lines as UploadToVerify[]);
  }

  aborts(upload: Upload): number {
    return this.#callsOn('abort', upload).length;
  }

  /** Milliseconds from the last abort of an upload to its last verification. */
  settled(upload: Upload): number {
    const [aborted, verified] = [this.#callsOn('abort', upload).at(-1), this.#callsOn('verify', upload).at(-1)];
    return verified && aborted ? verified.at - aborted.at : Number.NaN;
  }

  #callsOn(activity: 'abort' | 'verify', { uploadId }: Upload): Call[] {
    return this.calls.filter(
      (call) => 'uploads' in call && call.activity === activity && call.uploads.includes(uploadId),
    );
  }

  #list(input: ListUploadsInput): UploadPage {
    this.beforeList();
    this.calls.push({ activity: 'list', ...now(), input });
    const failure = this.listFailures.shift();
    if (failure) throw failure;
    for (const upload of this.uploads) upload.hidden = false;
    const { marker, prefix = '', through = '\uffff', initiatedBefore = '9999' } = input;
    const { after = '' } = input;
    const isInScope = ({ key }: FakeUpload) => key.startsWith(prefix) && key > after && key <= through;
    const inOrder = this.uploads.filter(isInScope).sort(byKeyThenId);
    const from = marker ? this.#positionAfter(inOrder, marker) : 0;
    const page = inOrder.slice(from, from + this.pageSize);
    const more = from + page.length < inOrder.length;
    const last = page.at(-1);
    const ended = page.filter(({ key }) => key !== last?.key);
    const isCut = more && ended.length > 0 && !this.directory && !this.unpaged;
    const listed = isCut ? ended : page;
    const selected = listed.filter(({ initiated }) => initiated < initiatedBefore);
    const isInKey = more && !isCut && !this.directory && !this.unpaged;
    return {
      uploads: selected.map(({ key, uploadId, initiated }) => ({ key, uploadId, initiated })),
      keptYoung: listed.length - selected.length,
      initiators: selected.length > 0 ? [{ id: 'writer', uploads: selected.length }] : [],
      ...(more && last && { next: isCut ? { key: ended.at(-1)?.key ?? '' } : this.#markerOf(last) }),
      ...(isInKey && this.#youngAfter(listed, initiatedBefore)),
      requests: { list: 1 },
    };
  }

  #withDigest(page: UploadPage): UploadPage {
    return { ...page, digest: this.pages.keep(page.uploads) };
  }

  #markerOf({ key, uploadId }: FakeUpload): Marker {
    return { key, uploadId, ...(this.unpaged && { unpaged: true }) };
  }

  #youngAfter(listed: FakeUpload[], initiatedBefore: string): { youngAfter?: number[] } {
    const youngAfter: number[] = [];
    let selected = 0;
    for (const { initiated } of listed) {
      if (initiated < initiatedBefore) selected += 1;
      else youngAfter.push(selected);
    }
    return youngAfter.length > 0 ? { youngAfter } : {};
  }

  #positionAfter(inOrder: FakeUpload[], { key, uploadId, unpaged }: Marker): number {
    if (uploadId === undefined || unpaged) {
      const later = inOrder.findIndex((upload) => byKeyThenId(upload, { key, uploadId: uploadId ?? '\uffff' }) > 0);
      return later < 0 ? inOrder.length : later;
    }
    const at = inOrder.findIndex((upload) => upload.uploadId === uploadId);
    if (at < 0 || this.refusesMarkers) {
      throw ApplicationFailure.create({ type: 'InvalidMarker', message: 'marker', nonRetryable: true });
    }
    return at + 1;
  }

  #survey({ uploads, ...input }: SurveyUploadsInput): Survey {
    let marker = input.marker;
    let found = 0;
    let through: string | undefined;
    do {
      const page = this.#list({ ...input, ...(marker && { marker }) });
      found += page.uploads.length;
      if (page.next?.uploadId === undefined) through = page.next?.key;
      marker = page.next;
    } while (marker && !this.refusesMarkers && (found < uploads || through === undefined));
    return { ...(through === undefined ? {} : { through }), requests: { list: 1 } };
  }

  /** One page for each call. */
  #tally({
    marker,
    initiatedBefore = '9999',
    activeSince,
    measure,
    startedAt,
    ...input
  }: TallyUploadsInput): TalliedUploads {
    const { uploads, next } = this.#list({ ...input, ...(marker && { marker }) });
    const tally = new UploadTally(startedAt, input.tally);
    for (const upload of uploads) {
      const isActive = (this.#find(upload.uploadId)?.active ?? '') >= (activeSince ?? '9999');
      const isCompleted = this.#find(upload.uploadId)?.completed && input.keepCompleted !== 'never';
      const kept = isActive ? 'keptActive' : isCompleted ? 'keptCompleted' : undefined;
      const verdict = upload.initiated >= initiatedBefore ? 'keptYoung' : (kept ?? 'selected');
      const isMeasured = measure && verdict === 'selected';
      tally.add(upload, { verdict, initiator: 'writer', ...(isMeasured && { measured: { parts: 2, bytes: 10 } }) });
    }
    const last = next && uploads.at(-1)?.key;
    return { tally: tally.toTally(last), ...(next && { next }), requests: { list: 1 } };
  }

  #inspect({ uploads, activeSince = '9999', measure, each }: InspectUploadsInput) {
    const active = uploads.flatMap(({ uploadId }, index) =>
      (this.#find(uploadId)?.active ?? '') >= activeSince ? [index] : [],
    );
    const idle = uploads.length - active.length;
    const byPrefix = measure
      ? [{ prefix: '', uploads: idle, parts: idle * 2, bytes: idle * 10, oldest: uploads[0]?.initiated ?? '' }]
      : [];
    const bytes = uploads.map((_, index) => (active.includes(index) ? null : 10));
    return { active, byPrefix, ...(each && { bytes }), problems: [], requests: { listParts: uploads.length } };
  }

  #abort({ uploads, activeSince = '9999', keepCompleted, tellsGone }: AbortUploadsInput) {
    this.calls.push({ activity: 'abort', ...now(), uploads: uploads.map(({ uploadId }) => uploadId) });
    const problems: Problem[] = [];
    const active: number[] = [];
    const completed: number[] = [];
    const goneAt: number[] = [];
    for (const [index, { uploadId, isOurs, isBack }] of uploads.entries()) {
      const upload = this.#find(uploadId);
      if (!isOurs && (upload?.active ?? '') >= activeSince) {
        active.push(index);
        continue;
      }
      if (upload?.completed && keepCompleted !== 'never' && (!isOurs || isBack)) {
        completed.push(index);
        continue;
      }
      if (!upload) goneAt.push(index);
      else if (upload.deny === 'abort') problems.push({ index, reason: 'AccessDenied' });
      else this.#abortOne(upload);
    }
    const kept = { ...(active.length > 0 && { active }), ...(completed.length > 0 && { completed }) };
    return {
      alreadyGone: goneAt.length,
      ...(tellsGone && { goneAt }),
      ...kept,
      problems,
      requests: { abort: uploads.length },
    };
  }

  #abortOne(upload: FakeUpload): void {
    upload.abortsNeeded -= 1;
    if (upload.comesBack) {
      upload.comesBack = false;
      upload.hidden = true;
      upload.abortsNeeded = 1;
    } else if (upload.abortsNeeded <= 0) this.uploads = this.uploads.filter((other) => other !== upload);
  }

  #verify({ uploads, record }: VerifyUploadsInput) {
    this.calls.push({ activity: 'verify', ...now(), uploads: uploads.map(({ uploadId }) => uploadId) });
    const remaining = uploads.flatMap(({ uploadId }, index) => {
      const upload = this.#find(uploadId);
      if (upload?.deny === 'verify') return [{ index, reason: 'AccessDenied' }];
      return upload && !upload.hidden ? [{ index, reason: 'PartsRemain' }] : [];
    });
    const isGone = (index: number) => remaining.every((problem) => problem.index !== index);
    if (record !== undefined)
      this.records.set(
        record,
        uploads.filter((_, index) => isGone(index)),
      );
    if (this.answersLost > 0) {
      this.answersLost -= 1;
      throw outage();
    }
    return { remaining, requests: { listParts: uploads.length } };
  }

  #find(uploadId: string): FakeUpload | undefined {
    return this.uploads.find((upload) => upload.uploadId === uploadId);
  }
}

/** S3 does not answer: for `listFailures`, tried again at once. */
export function outage(): ApplicationFailure {
  return ApplicationFailure.create({ type: 'S3Unavailable', message: 'outage', nextRetryDelay: 1 });
}

function now(): { at: number; workflowId: string } {
  return { at: Date.now(), workflowId: activityInfo().workflowExecution?.workflowId ?? '' };
}

function byKeyThenId(a: UploadRef, b: UploadRef): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.uploadId < b.uploadId ? -1 : Number(a.uploadId > b.uploadId);
}

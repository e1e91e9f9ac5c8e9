import type { Info } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { ListBucketsInput } from '../../../activities/account/contract.ts';
import type {
  AbortUploadsInput,
  InspectUploadsInput,
  ListUploadsInput,
  Selection,
  SurveyUploadsInput,
  Told,
  VerifyUploadsInput,
} from '../../../activities/contract.ts';
import type { TallyUploadsInput } from '../../../activities/dry-run/contract.ts';
import { type Clock, createActivities } from '../../../activities/index.ts';
import type { OpenRecordInput } from '../../../activities/record/contract.ts';
import type { S3Gateway } from '../../../activities/s3/gateway.ts';
import { VirtualClock } from './virtual-clock.ts';

/** That of uploads (workflows/durable/policies.ts). */
const LONG = { startToCloseTimeoutMs: 12 * 3_600_000 };

/** One attempt of an activity. */
export class Attempt {
  readonly heartbeats: unknown[] = [];
  readonly clock: Clock;
  readonly #environment: MockActivityEnvironment;
  readonly #activities: ReturnType<typeof createActivities>;

  constructor(
    gateway: S3Gateway,
    info: Partial<Info> = {},
    clock: Clock = new VirtualClock(),
    { recordFolder, client }: { recordFolder?: string; client?: Client } = {},
  ) {
    this.clock = clock;
    const options = { logger: new DefaultLogger('ERROR'), ...(client && { client }) };
    this.#environment = new MockActivityEnvironment({ ...LONG, ...info }, options);
    this.#environment.on('heartbeat', (details: unknown) => this.heartbeats.push(details));
    this.#activities = createActivities({ s3: () => gateway, clock, random: () => 0.5, recordFolder });
  }

  list = (input: ListUploadsInput) => this.#run(this.#activities.listUploads, input);

  survey = (input: SurveyUploadsInput) => this.#run(this.#activities.surveyUploads, input);

  tally = (input: TallyUploadsInput) => this.#run(this.#activities.tallyUploads, input);

  inspect = (input: Told<InspectUploadsInput>) => this.#run(this.#activities.inspectUploads, input);

  /** Of whatever is there, unless told otherwise. */
  abort = ({ selection = {}, ...input }: Omit<Told<AbortUploadsInput>, 'selection'> & { selection?: Selection }) =>
    this.#run(this.#activities.abortUploads, { selection, ...input });

  verify = (input: Told<VerifyUploadsInput>) => this.#run(this.#activities.verifyUploads, input);

  openRecord = (input: OpenRecordInput) => this.#run(this.#activities.openRecord, input);

  listBuckets = (input: ListBucketsInput) => this.#run(this.#activities.listBuckets, input);

  /** As the workflow does. */
  cancel(): void {
    this.#environment.cancel();
  }

  /** As a worker does that is asked to stop. */
  shutDown(): void {
    this.#environment.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails({ workerShutdown: true }));
  }

  #run<I, O>(activity: (input: I) => Promise<O>, input: I): Promise<O> {
    return this.#environment.run<[I], O, (input: I) => Promise<O>>(activity, input);
  }
}

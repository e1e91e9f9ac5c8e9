import type { Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { BucketActivities } from '../../../activities/bucket/contract.ts';
import { createActivities } from '../../../activities/index.ts';
import type { S3Gateway } from '../../../activities/s3/gateway.ts';
import { VirtualClock } from './virtual-clock.ts';

/** One attempt of an activity on a bucket as a whole. */
export class BucketAttempt {
  readonly heartbeats: unknown[] = [];
  readonly #environment: MockActivityEnvironment;
  readonly #activities: BucketActivities;

  constructor(gateway: S3Gateway, info: Partial<Info> = {}) {
    this.#environment = new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
    this.#environment.on('heartbeat', (details: unknown) => this.heartbeats.push(details));
    this.#activities = createActivities({ s3: () => gateway, clock: new VirtualClock(), random: () => 0.5 });
  }

  run<Name extends keyof BucketActivities>(
    name: Name,
    input: Parameters<BucketActivities[Name]>[0],
  ): ReturnType<BucketActivities[Name]> {
    const activity = this.#activities[name] as (given: typeof input) => ReturnType<BucketActivities[Name]>;
    return this.#environment.run(activity as never, input) as ReturnType<BucketActivities[Name]>;
  }

  cancel(): void {
    this.#environment.cancel();
  }
}

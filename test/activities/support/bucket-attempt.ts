import type { Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { BucketActivities } from '../../../activities/bucket/contract.ts';
import { createActivities, systemClock } from '../../../activities/index.ts';
import type { S3Gateway } from '../../../activities/s3/gateway.ts';

/** One attempt of an activity on a bucket as a whole. It waits for no second try, and for its S3 by the system's clock. */
export class BucketAttempt {
  readonly heartbeats: unknown[] = [];
  readonly #environment: MockActivityEnvironment;
  readonly #activities: BucketActivities;

  constructor(gateway: S3Gateway, info: Partial<Info> = {}) {
    this.#environment = new MockActivityEnvironment(
      { startToCloseTimeoutMs: 120_000, ...info },
      { logger: new DefaultLogger('ERROR') },
    );
    this.#environment.on('heartbeat', (details: unknown) => this.heartbeats.push(details));
    this.#activities = createActivities({ s3: () => gateway, clock: systemClock, random: () => 0 });
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

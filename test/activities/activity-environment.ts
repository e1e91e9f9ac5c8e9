import type { Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { type CleanupActivities, createActivities } from '../../activities/index.ts';
import type { S3Gateway } from '../../activities/s3/gateway.ts';
import { VirtualClock } from './virtual-clock.ts';

/** One attempt of an activity. */
export class Attempt {
  readonly heartbeats: unknown[] = [];
  readonly clock = new VirtualClock();
  readonly #environment: MockActivityEnvironment;
  readonly #activities: CleanupActivities;

  constructor(gateway: S3Gateway, info: Partial<Info> = {}) {
    this.#environment = new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
    this.#environment.on('heartbeat', (details: unknown) => this.heartbeats.push(details));
    this.#activities = createActivities({ s3: () => gateway, clock: this.clock, random: () => 0.5 });
  }

  run<N extends keyof CleanupActivities>(
    name: N,
    input: Parameters<CleanupActivities[N]>[0],
  ): ReturnType<CleanupActivities[N]> {
    const activity = this.#activities[name] as (input: unknown) => Promise<unknown>;
    return this.#environment.run(activity, input) as ReturnType<CleanupActivities[N]>;
  }

  cancel(): void {
    this.#environment.cancel();
  }
}
